import RedoubtCore
import RedoubtFaults
import RedoubtHost
import RedoubtModel

/// The images of a study, plain and hardened, on which its trials run.
final class StudyImages {
  let file: [UInt8]
  private let interpreter: HostInterpreter
  private let records: [[UInt8]]
  private let labels: [Int]?
  private let decision: DecisionRule
  private let jobs: Int
  /// Runs trials on the plain image.
  let plain: TrialListRunner

  /// - Parameter file: A model that is not hardened.
  init(
    _ file: [UInt8], records: [[UInt8]], labels: [Int]?, decision: DecisionRule, jobs: Int
  ) throws {
    self.file = file
    interpreter = try HostInterpreter(file)
    self.records = records
    self.labels = labels
    self.decision = decision
    self.jobs = jobs
    plain = try TrialListRunner(interpreter, records: records, labels: labels, decision: decision)
  }

  /// Runs trials on a hardened file, of all records.
  func runner(_ hardened: [UInt8]) throws -> TrialListRunner {
    try TrialListRunner(
      try HostInterpreter(hardened), drawnIn: interpreter, records: records, labels: labels,
      decision: decision)
  }

  func run(
    _ trials: [ListedTrial], on runner: TrialListRunner, progress: (Int) throws -> Void = { _ in }
  ) throws -> [Outcome] {
    try runner.run(trials, jobs: jobs, progress: progress)
  }

  /// How trials end on the image that carries a plan; without units the plain image.
  func outcomes(
    _ trials: [ListedTrial], under plan: HardeningPlan, progress: (Int) throws -> Void = { _ in }
  ) throws -> [Outcome] {
    if plan.schemes.isEmpty { return try plain.run(trials, jobs: jobs, progress: progress) }
    return try outcomes(trials, on: try HardenedModel(file, plan).file, progress: progress)
  }

  /// How trials end on a hardened file.
  ///
  /// Engines are prepared for the records that occur, and for no others: a handful of trials is soon run.
  func outcomes(
    _ trials: [ListedTrial], on hardened: [UInt8], progress: (Int) throws -> Void = { _ in }
  ) throws -> [Outcome] {
    let used = Set(trials.map(\.input)).sorted()
    let places = Dictionary(uniqueKeysWithValues: used.enumerated().map { ($1, $0) })
    let runner = try TrialListRunner(
      try HostInterpreter(hardened), drawnIn: interpreter, records: used.map { records[$0] },
      labels: labels.map { labels in used.map { labels[$0] } }, decision: decision)
    let moved = trials.map {
      ListedTrial(fault: $0.fault, input: places[$0.input] ?? 0, isLive: $0.isLive, place: $0.place)
    }
    return try runner.run(moved, jobs: jobs, progress: progress)
  }
}
