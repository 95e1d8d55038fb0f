/// Which fault and which input each trial has: a pure function of the manifest and the trial's number.
public struct TrialPlan: Sendable {
  /// One trial before it runs.
  public struct Trial: Sendable {
    /// Nil where many bits flip at once.
    public let site: FaultSite?
    /// Index of the record that the fault meets.
    public let input: Int
    fileprivate let random: TrialRandom
  }

  /// The sites that trials are drawn from.
  public let space: FaultSpace
  /// Number of records that trials choose from.
  public let inputCount: Int
  /// Trials of the whole campaign; for a sequential one, the most that it may make.
  public let trialCount: Int
  /// Parts that are sampled each by itself; empty for a simple sample.
  public let strata: [SitePool]
  /// Trials before each stratum, then all.
  public let stratumStarts: [Int]
  private let seed: UInt64
  private let isExhaustive: Bool
  private let allInputs: Bool
  private let bitErrorRate: Double?

  /// Most trials of a sequential campaign.
  public static let largestSequential = 100_000_000

  /// Works out sizes and strata from the manifest; each trial is drawn when it is asked for.
  public init(_ manifest: CampaignManifest, space: FaultSpace) {
    self.space = space
    inputCount = manifest.inputs.count
    seed = manifest.seed
    allInputs = manifest.allInputs
    bitErrorRate = manifest.bitErrorRate
    isExhaustive = manifest.exhaustive
    let strata = isExhaustive ? [] : manifest.stratify.map { space.strata(by: $0) } ?? []
    let live = strata.filter { $0.siteCount > 0 }
    self.strata = live
    // A fault on all inputs is one draw, and many trials.
    let inputsPerDraw = manifest.allInputs || isExhaustive ? inputCount : 1
    let inputsPerSite = manifest.allInputs ? 1 : inputCount
    func draws(_ pool: SitePool) -> Int {
      let population = pool.siteCount * inputsPerSite
      switch manifest.size {
      case .exhaustive: return pool.siteCount
      case .margin(let margin):
        return SampleSize.forMargin(margin, population: population, confidence: manifest.confidence)
      case .count(let count): return count
      case .sequential, .relative: return Self.largestSequential / inputsPerDraw
      }
    }
    if live.isEmpty {
      stratumStarts = [0, draws(space.pool) * inputsPerDraw]
    } else {
      var starts = [0]
      for (i, pool) in live.enumerated() {
        var count = draws(pool)
        if case .count(let all) = manifest.size {
          count = all * (i + 1) / live.count - all * i / live.count
        }
        starts.append(starts[starts.count - 1] + count * inputsPerDraw)
      }
      stratumStarts = starts
    }
    trialCount = stratumStarts[stratumStarts.count - 1]
  }

  /// The stratum of a trial; 0 for a simple sample.
  public func stratum(of trial: Int) -> Int {
    var (low, high) = (0, stratumStarts.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if stratumStarts[middle] <= trial { low = middle } else { high = middle }
    }
    return low
  }

  /// Trial number `i`. O(log n).
  public func trial(_ i: Int) -> Trial {
    let perDraw = allInputs || isExhaustive
    let draw = perDraw ? i / inputCount : i
    var random = TrialRandom(seed: seed, trial: draw)
    if bitErrorRate != nil {
      let input = allInputs ? i % inputCount : random.below(inputCount)
      return Trial(site: nil, input: input, random: random)
    }
    let site: FaultSite
    if isExhaustive {
      site = space.pool.site(at: draw, in: space)
    } else if strata.isEmpty {
      site = space.pool.draw(&random, in: space)
    } else {
      site = strata[stratum(of: i)].draw(&random, in: space)
    }
    let input = perDraw ? i % inputCount : random.below(inputCount)
    return Trial(site: site, input: input, random: random)
  }

  /// Whether a trial has to run: false where it is masked by construction.
  public func isLive(_ trial: Trial) -> Bool {
    // A cluster may reach live bytes from a dead one.
    guard let site = trial.site, space.model != .mbu else { return true }
    return space.segments[site.segment].isLive
  }

  /// What an engine executes for a trial.
  public func fault(_ trial: Trial) -> Fault {
    var random = trial.random
    if let site = trial.site { return space.fault(at: site, &random) }
    return .memory(manyFaults(bitErrorRate ?? 0, &random))
  }

  /// Each site on its own with a probability: the gaps between those that flip are geometric.
  private func manyFaults(_ rate: Double, _ random: inout TrialRandom) -> [MemoryFault] {
    var faults: [MemoryFault] = []
    var next = 0
    while rate > 0 {
      if rate < 1 {
        let gap = TrialPlan.logarithm(random.unit()) / TrialPlan.logarithm(1 - rate)
        guard gap < Double(space.pool.siteCount - next) else { break }
        next += Int(gap)
      }
      guard next < space.pool.siteCount else { break }
      if case .memory(let one) = space.fault(at: space.pool.site(at: next, in: space), &random) {
        faults += one
      }
      next += 1
    }
    return faults
  }
}
