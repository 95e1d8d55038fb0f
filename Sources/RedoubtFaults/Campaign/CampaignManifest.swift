/// All that determines the trials of a campaign and their outcomes.
public struct CampaignManifest: Hashable, Codable, Sendable {
  /// How the number of trials is found.
  public enum Size: Hashable, Sendable {
    /// Half width of the interval, as a share of 1, at the confidence.
    case margin(Double)
    case count(Int)
    /// Every site on every input once.
    case exhaustive
    /// Looks at the interval as the trials come, and stops when half of it is at most the margin.
    case sequential(margin: Double)
    /// As `sequential`, with a margin that is a share of the rate.
    case relative(margin: Double)
  }

  /// The file that faults strike.
  public struct Model: Hashable, Codable, Sendable {
    /// SHA-256 of the file.
    public let digest: String
    /// Length of the file.
    public let bytes: Int

    public init(digest: String, bytes: Int) {
      self.digest = digest
      self.bytes = bytes
    }
  }

  /// The records that faults meet.
  public struct Inputs: Hashable, Codable, Sendable {
    /// SHA-256 of the network's input bytes of all records, followed by the labels.
    public let digest: String
    /// Number of records.
    public let count: Int
    /// Without labels decisions change, and none is right or wrong.
    public let hasLabels: Bool

    public init(digest: String, count: Int, hasLabels: Bool) {
      self.digest = digest
      self.count = count
      self.hasLabels = hasLabels
    }
  }

  /// A part of a campaign's trials: number `index` of `count`, from 1.
  public struct Shard: Hashable, Codable, Sendable {
    /// Part `index` of `count`, from 1.
    public let index, count: Int

    public init(index: Int, count: Int) {
      self.index = index
      self.count = count
    }

    /// A campaign that is not divided.
    public static let whole = Shard(index: 1, count: 1)
  }

  /// Version of the directory's format.
  public var format = 1
  /// Digest and length of the file that faults strike.
  public var model: Model
  /// Digest and number of the records that faults meet.
  public var inputs: Inputs
  /// Whose roundings the inference follows.
  public var rounding: String
  /// Name of the board whose geometry `regions` has; nil for none.
  public var board: String?
  /// Geometry of the memories, in the order of `FaultSpace.regions`.
  public var regions: [MemoryRegion]
  /// What is struck.
  public var targets: [FaultTarget]
  /// What a strike does.
  public var fault: FaultModel
  /// Name of the size's case, and its number.
  public private(set) var sampling: String
  /// Half width of the interval that was asked for, as a share of 1 or of the rate; nil where a number was.
  public private(set) var margin: Double?
  /// Number of trials, or of faults with `allInputs`; nil where a margin or everything was asked for.
  public private(set) var count: Int?
  /// Every site on every input.
  public private(set) var exhaustive: Bool
  /// Of the intervals, 0 … 1.
  public var confidence: Double
  /// What the sample is divided by; nil for one sample of everything.
  public var stratify: Stratification?
  /// Whether each fault meets every input.
  public var allInputs: Bool
  /// Chance that a site is flipped, for many flips at once; nil for one fault in a trial.
  public var bitErrorRate: Double?
  /// The rule as `DecisionRule.text`.
  public var decision: String
  /// Of all random numbers.
  public var seed: UInt64
  /// Which part of the campaign is run.
  public var shard: Shard

  /// - Parameter size: Kept as `sampling`, `margin`, `count` and `exhaustive`.
  public init(
    model: Model, inputs: Inputs, rounding: String, board: String?, regions: [MemoryRegion],
    targets: [FaultTarget], fault: FaultModel, size: Size, confidence: Double, stratify: Stratification?,
    allInputs: Bool, bitErrorRate: Double?, decision: String, seed: UInt64, shard: Shard
  ) {
    self.model = model
    self.inputs = inputs
    self.rounding = rounding
    self.board = board
    self.regions = regions
    self.targets = targets
    self.fault = fault
    (sampling, margin, count, exhaustive) = Self.fields(size)
    self.confidence = confidence
    self.stratify = stratify
    self.allInputs = allInputs
    self.bitErrorRate = bitErrorRate
    self.decision = decision
    self.seed = seed
    self.shard = shard
  }

  /// How the number of trials is found.
  public var size: Size {
    switch sampling {
    case "count": .count(count ?? 1)
    case "exhaustive": .exhaustive
    case "sequential": .sequential(margin: margin ?? 0.01)
    case "relative": .relative(margin: margin ?? 0.1)
    default: .margin(margin ?? 0.01)
    }
  }

  private static func fields(_ size: Size) -> (String, Double?, Int?, Bool) {
    switch size {
    case .margin(let margin): ("margin", margin, nil, false)
    case .count(let count): ("count", nil, count, false)
    case .exhaustive: ("exhaustive", nil, nil, true)
    case .sequential(let margin): ("sequential", margin, nil, false)
    case .relative(let margin): ("relative", margin, nil, false)
    }
  }
}
