/// What one thread needs to run trials.
final class CampaignWorker {
  private let plan: TrialPlan
  private let classifier: OutcomeClassifier
  private let labels: [Int]?
  private let engine: PlainEngine

  init(_ plan: TrialPlan, _ network: DeployedNetwork, _ classifier: OutcomeClassifier, _ labels: [Int]?) {
    self.plan = plan
    self.classifier = classifier
    self.labels = labels
    engine = PlainEngine(network)
  }

  /// Runs a trial, or counts it where it is masked by construction.
  func run(_ trial: TrialPlan.Trial) -> Portion.Result {
    guard plan.isLive(trial) else {
      return Portion.Result(
        result: TrialResult(
          outcome: .masked, isSimulated: false, isTied: classifier.isTied(trial.input)), bits: 1)
    }
    let fault = plan.fault(trial)
    let (outcome, isTied) = classifier.classify(
      engine.run(fault, input: trial.input), input: trial.input, label: labels?[trial.input])
    var bits = 1
    if case .memory(let changes) = fault { bits = changes.count }
    return Portion.Result(
      result: TrialResult(outcome: outcome, isSimulated: true, isTied: isTied), bits: bits)
  }
}
