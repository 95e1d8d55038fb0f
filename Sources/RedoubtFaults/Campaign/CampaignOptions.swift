import RedoubtBoards
import RedoubtCore
import RedoubtHost
import RedoubtModel

/// What somebody asks of a campaign, before model and data are read.
public struct CampaignOptions: Sendable {
  /// What is struck, in any order; `allTargets` takes the place of it.
  public var targets: [FaultTarget] = [.weights]
  /// True for `all`: every target that the model has.
  public var allTargets = false
  /// What a strike does.
  public var fault = FaultModel.seu
  /// How many trials.
  public var size = CampaignManifest.Size.margin(0.01)
  /// Of the intervals, 0 … 1.
  public var confidence = 0.95
  /// What the sample is divided by; nil for one sample of everything.
  public var stratify: Stratification?
  /// Whether each fault meets every input.
  public var allInputs = false
  /// Chance that a site is flipped, for many flips at once; nil for one fault in a trial.
  public var bitErrorRate: Double?
  /// What of the outputs counts as the answer.
  public var decision = DecisionRule.top1
  /// Of all random numbers.
  public var seed: UInt64 = 1
  /// Which part of the campaign is run.
  public var shard = CampaignManifest.Shard.whole
  /// Name of the board whose geometry `regions` has; nil for none.
  public var board: String?
  /// Geometry of the memories, in the order of `FaultSpace.regions`.
  public var regions = FaultSpace.plainRegions

  /// Single flips in weights, on one sample with a margin of one percentage point.
  public init() {}

  /// Throws where options do not go together.
  func check() throws(CampaignError) {
    if size.isSequential {
      guard shard == .whole else {
        throw .options(
          "A sequential campaign decides as it goes, and cannot be divided into shards. Drop --shard.")
      }
      guard stratify == nil, !allInputs else {
        throw .options(
          "A sequential campaign takes a simple sample. Drop --stratify and --all-inputs, or give --margin or --count."
        )
      }
    }
    if case .exhaustive = size {
      guard fault != .mbu, fault != .byzantine, bitErrorRate == nil else {
        throw .options(
          "--exhaustive needs sites that can be listed, and clusters, random outputs and bit error rates are drawn. Give --margin or --count."
        )
      }
      guard stratify == nil else {
        throw .options("--exhaustive takes every site: there is nothing to stratify. Drop one of the two.")
      }
    }
    if bitErrorRate != nil {
      guard fault == .seu, stratify == nil else {
        throw .options("--bit-error-rate flips many bits at once. Drop --fault and --stratify.")
      }
      for target in targets where target == .registers || target == .quantisation {
        throw .options(
          "--bit-error-rate acts on memory bytes, and not on '\(target.rawValue)'. Choose weights, biases, constants, activations or metadata."
        )
      }
    }
    if confidence <= 0 || confidence >= 1 { throw .options("The confidence lies between 0 and 1.") }
  }
}

extension Campaign {
  /// Reads nothing but what it is given, and prepares all that the trials share.
  ///
  /// - Parameters:
  ///   - interpreter: The network.
  ///   - inputs: The records that trials choose from.
  /// - Throws: `CampaignError`, `FaultSpaceError`, `DatasetError`, `ModelError`.
  public convenience init(
    _ options: CampaignOptions, _ interpreter: HostInterpreter, inputs: EncodedRecords
  ) throws {
    try options.check()
    guard let first = try interpreter.outputs().first else {
      throw DatasetError.mismatch("The network has no output that decides. Give a model with an output.")
    }
    let output = try interpreter.describe(first)
    try Self.check(inputs.labels, options.decision, classes: output.elementCount)
    let map = try MemoryMap(interpreter)
    let space = try Self.space(options, interpreter, map)
    let network = try DeployedNetwork(interpreter, map: map, records: inputs.records)
    var content: [UInt8] = []
    for record in inputs.records { content += record }
    for label in inputs.labels ?? [] {
      content += (0..<4).map { UInt8(truncatingIfNeeded: label >> (8 * $0)) }
    }
    let file = network.file
    let manifest = CampaignManifest(
      model: .init(digest: SHA256.hexadecimal(of: file), bytes: file.count),
      inputs: .init(
        digest: SHA256.hexadecimal(of: content), count: inputs.records.count, hasLabels: inputs.labels != nil),
      rounding: interpreter.rounding.rawValue, board: options.board, regions: space.regions,
      targets: space.targets, fault: options.fault, size: options.size, confidence: options.confidence,
      stratify: options.stratify, allInputs: options.allInputs, bitErrorRate: options.bitErrorRate,
      decision: options.decision.text, seed: options.seed, shard: options.shard)
    let engine = PlainEngine(network)
    let golden = inputs.records.indices.map { engine.goldenOutput($0) }
    guard
      let classifier = OutcomeClassifier(
        options.decision, output: output, golden: golden, labels: inputs.labels)
    else {
      throw DatasetError.mismatch(
        "The network's first output holds no numbers that decide. Give a model whose first output is int8, int32 or float32."
      )
    }
    self.init(
      manifest, plan: TrialPlan(manifest, space: space), network: network, labels: inputs.labels,
      classifier: classifier)
  }

  /// Throws where a label is none of the classes that the decision can give: no trial could ever be right.
  private static func check(_ labels: [Int]?, _ decision: DecisionRule, classes: Int) throws {
    let classes = decision == .top1 ? classes : 2
    guard decision.hasClasses, let labels, let wrong = labels.firstIndex(where: { $0 < 0 || $0 >= classes })
    else { return }
    throw DatasetError.mismatch(
      "Record \(wrong) of those chosen has the label \(labels[wrong]), and the network's decision has \(classes) classes"
        + " (0…\(classes - 1)). Give the data that belong to this network.")
  }

  private static func space(
    _ options: CampaignOptions, _ interpreter: HostInterpreter, _ map: MemoryMap
  ) throws -> FaultSpace {
    guard options.allTargets else {
      let targets = FaultTarget.allCases.filter { options.targets.contains($0) }
      return try FaultSpace(
        interpreter, map: map, targets: targets, model: options.fault, regions: options.regions)
    }
    // `all` means what there is: a target without sites is left out.
    var present: [FaultTarget] = []
    for target in FaultTarget.allCases {
      do {
        _ = try FaultSpace(interpreter, map: map, targets: [target], model: options.fault)
        present.append(target)
      } catch is FaultSpaceError {}
    }
    guard !present.isEmpty else { throw FaultSpaceError.empty }
    return try FaultSpace(
      interpreter, map: map, targets: present, model: options.fault, regions: options.regions)
  }
}
