/// What one thread needs to run trials.
final class CampaignWorker {
  private let plan: TrialPlan
  private let classifier: OutcomeClassifier
  private let labels: [Int]?
  private let engine: PlainEngine
  /// Follows differences only, where the fault allows it.
  private var differences: DifferenceEngine?
  /// Takes every trial of a hardened network.
  private let hardened: HardenedEngine?

  /// - Parameter cacheBytes: Memory for fault-free runs.
  init(
    _ plan: TrialPlan, _ network: DeployedNetwork, _ classifier: OutcomeClassifier, _ labels: [Int]?,
    cacheBytes: Int
  ) {
    self.plan = plan
    self.classifier = classifier
    self.labels = labels
    hardened = HardenedEngine(network, cacheBytes: cacheBytes)
    engine = PlainEngine(network, cacheBytes: cacheBytes / 4)
    guard hardened == nil else { return }
    differences = try? DifferenceEngine(
      network.file, records: network.records, rounding: network.rounding, goldenBytes: cacheBytes / 4 * 3)
  }

  /// Runs a trial, or counts it where it is masked by construction.
  func run(_ trial: TrialPlan.Trial) -> Portion.Result {
    guard plan.isLive(trial) else {
      return Portion.Result(
        result: TrialResult(
          outcome: .masked, isSimulated: false, isTied: classifier.isTied(trial.input)), bits: 1)
    }
    let fault = plan.fault(trial)
    var bits = 1
    if let hardened {
      if case .memory(let changes) = fault { bits = changes.count }
      let (outcome, isTied) = classifier.classify(
        hardened.run(fault, input: trial.input), input: trial.input, label: labels?[trial.input])
      return Portion.Result(
        result: TrialResult(outcome: outcome, isSimulated: true, isTied: isTied), bits: bits)
    }
    var result: EngineResult?
    if case .memory(let changes) = fault {
      bits = changes.count
      if !changes.contains(where: { $0.step < 0 }) {
        result = differences?.attempt(changes, input: trial.input)
      }
    }
    let (outcome, isTied) = classifier.classify(
      result ?? engine.run(fault, input: trial.input), input: trial.input, label: labels?[trial.input])
    return Portion.Result(
      result: TrialResult(outcome: outcome, isSimulated: true, isTied: isTied), bits: bits)
  }
}
