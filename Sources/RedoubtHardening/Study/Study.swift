import Foundation
import RedoubtBoards
import RedoubtFaults
import RedoubtHost
import RedoubtModel

/// Compares scores: hardens by each of them, and runs the same faults on every image.
///
/// Rankings see one set of records and one seed, the faults that judge them another. The result depends on model, data
/// and options alone, not on the number of threads and not on how often the work was interrupted.
public struct Study {
  /// What is going on.
  public enum Phase: Hashable, Sendable {
    /// A score is computed; counts records or trials. `magnitude` and `random` report nothing.
    case ranking(ScoreName)
    /// The fault list runs; counts its trials.
    case faults
    /// Plans are made and measured; counts cells.
    case plans
  }

  /// Digests and options as the directory keeps them: fractions sorted, `random` among the scores.
  public let manifest: StudyManifest
  private let network: RankedNetwork
  private let evaluation, ranking: EncodedRecords
  private let board: BoardProfile

  private var options: StudyOptions { manifest.options }

  /// Share of the evaluation's records that may also stand in the ranking's: data sets have duplicates.
  private static let sharedShare = 0.01
  /// Trials that are run between two writes.
  private static let portion = 1 << 13

  /// - Parameters:
  ///   - file: A model that is not hardened.
  ///   - evaluation: Records that faults meet; at least one.
  ///   - ranking: Records that scores see; at least one.
  ///   - board: Whose rates weigh the targets against each other.
  /// - Throws: `StudyError`, `HardeningWriteError.alreadyHardened`, `ModelError`.
  public init(
    _ file: [UInt8], evaluation: EncodedRecords, ranking: EncodedRecords, board: BoardProfile,
    _ options: StudyOptions
  ) throws {
    var options = options
    if !options.scores.contains(.random) { options.scores.append(.random) }
    options.fractions = Set(options.fractions).sorted()
    try options.check()
    _ = try HardenedModel(file, HardeningPlan([:]))
    network = try RankedNetwork(file)
    let known = Set(ranking.records)
    let shared = evaluation.records.reduce(0) { $0 + (known.contains($1) ? 1 : 0) }
    guard Double(shared) <= Self.sharedShare * Double(evaluation.records.count) else {
      throw StudyError.sharedRecords(shared: shared, of: evaluation.records.count)
    }
    self.evaluation = evaluation
    self.ranking = ranking
    self.board = board
    manifest = StudyManifest(
      model: network.digest, evaluation: .init(evaluation), ranking: .init(ranking), sharedRecords: shared,
      board: board.name, hasDistinctBanks: BankSeparation(board).isDistinct, options: options)
  }

  /// Runs what is missing, and writes the directory.
  ///
  /// - Parameters:
  ///   - jobs: Threads.
  ///   - resume: Whether a directory that holds this study may be used.
  ///   - progress: Called from one thread; may throw to stop, which leaves the directory resumable.
  /// - Throws: `StudyError`, `FileError`, what scores and models throw, and what `progress` throws.
  public func run(
    in directory: StudyDirectory, jobs: Int, resume: Bool,
    progress: @escaping (Phase, _ done: Int, _ count: Int) throws -> Void = { _, _, _ in }
  ) throws -> StudyResult {
    try directory.open(manifest, resume: resume)
    let lock = try directory.lock()
    defer { withExtendedLifetime(lock) {} }
    if StudyDirectory.isStudy(directory.path) { return try directory.readResult() }
    let costs = try HardeningCosts(network.file)
    let rankings = try self.rankings(directory, jobs: jobs, progress)
    let plans = StudyPlans(options, costs: costs, rankings: rankings)
    let images = try StudyImages(
      network.file, records: evaluation.records, labels: evaluation.labels, decision: options.decision,
      jobs: jobs)
    let interpreter = try HostInterpreter(network.file)
    let faults = try StudyFaults(
      options, network.units, interpreter, inputs: evaluation.records.count)
    let outcomes = try self.outcomes(directory, faults, images, plans) { try progress(.faults, $0, $1) }
    let cells = try StudyCells(
      network: network, options: options, plans: plans, images: images, faults: faults, outcomes: outcomes,
      labels: evaluation.labels, inputs: evaluation.records.count
    ).run(directory) { try progress(.plans, $0, $1) }
    let map = try MemoryMap(interpreter)
    var fits: [Double] = []
    var assumptions: [MissionEstimate.Assumption] = []
    for target in options.targets {
      let space = try FaultSpace(interpreter, map: map, targets: [target])
      let mission = MissionConditions().passing(TargetExposure.list(space), on: board)
      fits.append(mission.sdc.fit)
      assumptions += mission.assumptions
    }
    if options.targets.contains(where: { $0 == .weights || $0 == .biases }) {
      assumptions.append(
        MissionEstimate.Assumption(
          quantity: "What counts of faults that stay in flash", value: "P(SDC per inference | fault present)",
          source: "each fault meets one input; the share that corrupts at least one of many inputs is larger")
      )
    }
    let correct = images.plain.classifier.correctInputs
    var seen: Set<MissionEstimate.Assumption> = []
    let result = StudyAnalysis(
      manifest: manifest, faults: faults, outcomes: outcomes, network: network.units, plans: plans,
      cells: cells, baseInstructions: costs.baseInstructions,
      accuracy: correct.map { Double($0) / Double(evaluation.records.count) }, fits: fits,
      assumptions: (assumptions + costs.assumptions).filter { seen.insert($0).inserted }
    ).result()
    try OutputFile.write(Array(StudyTable.csv(result).utf8), to: directory.tablePath)
    try directory.write(result, to: directory.resultPath)
    return result
  }

  // MARK: Rankings

  private func rankings(
    _ directory: StudyDirectory, jobs: Int, _ progress: @escaping (Phase, Int, Int) throws -> Void
  ) throws -> [ScoreName: [Ranking]] {
    var rankings: [ScoreName: [Ranking]] = [:]
    for name in options.scores {
      if name == .random {
        rankings[name] = try (0..<options.randomPlans).map {
          try Ranking(RandomScore(seed: options.rankingSeed &+ UInt64($0)), of: network)
        }
        continue
      }
      let path = directory.rankingPath(name)
      if let bytes = try? InputFile.read(path) {
        rankings[name] = [
          try RankingFile.read(bytes, path: path, units: network.units, digest: network.digest)
        ]
        continue
      }
      let made = try Ranking(score(name, jobs: jobs), of: network) {
        try progress(.ranking(name), $0, $1)
      }
      let bytes = try RankingFile.bytes(made)
      try OutputFile.write(bytes, to: path)
      // As a resumed study reads it.
      rankings[name] = [
        try RankingFile.read(bytes, path: path, units: network.units, digest: network.digest)
      ]
    }
    return rankings
  }

  private func score(_ name: ScoreName, jobs: Int) -> any CriticalityScore {
    let records = RankingRecords(records: ranking.records, labels: ranking.labels)
    switch name {
    case .activation: return DatasetScore(.activation, records, threads: jobs)
    case .taylor: return DatasetScore(.taylor, records, threads: jobs)
    case .magnitude: return MagnitudeScore()
    case .random: return RandomScore(seed: options.rankingSeed)
    case .injection:
      return InjectionScore(
        records, trialsPerPart: options.trialsPerPart, seed: options.rankingSeed, jobs: jobs,
        decision: options.decision)
    }
  }

  // MARK: The fault list

  private static let header = "trial,target,input,operator,channel,plain,protected"

  private func outcomes(
    _ directory: StudyDirectory, _ faults: StudyFaults, _ images: StudyImages, _ plans: StudyPlans,
    _ progress: (Int, Int) throws -> Void
  ) throws -> StudyOutcomes {
    var outcomes = StudyOutcomes()
    let count = faults.trials.count
    let file = try LineFile(directory.faultsPath) { place, line in
      if place == 0 { return line == Self.header }
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count == 7, fields[0] == "\(place - 1)", place <= count,
        let plain = Outcome(rawValue: String(fields[5])), let protected = Outcome(rawValue: String(fields[6]))
      else { return false }
      outcomes.plain.append(plain)
      outcomes.protected.append(protected)
      return true
    }
    if file.lines.isEmpty { try file.append(Self.header + "\n") }
    let everything = plans.everything
    let takesPart = network.units.all.map { everything.schemes[$0.id] != nil }
    let hardened = try HardenedModel(network.file, everything).file
    let runner = try images.runner(hardened)
    for start in stride(from: outcomes.plain.count, to: count, by: Self.portion) {
      try progress(start, count)
      let range = start..<min(start + Self.portion, count)
      let trials = Array(faults.trials[range])
      let plain = try images.outcomes(trials, under: HardeningPlan([:])) {
        try progress(start + $0 / 2, count)
      }
      let struck = range.filter { faults.units[$0] >= 0 && takesPart[faults.units[$0]] }
      let voted = try images.run(struck.map { faults.trials[$0] }, on: runner) {
        try progress(start + (trials.count + $0) / 2, count)
      }
      var protected = plain
      for (i, outcome) in zip(struck, voted) { protected[i - start] = outcome }
      var rows = ""
      for i in range {
        let unit = faults.units[i] >= 0 ? network.units.all[faults.units[i]].id : nil
        let target = options.targets[faults.ranges.firstIndex { $0.contains(i) } ?? 0]
        rows += "\(i),\(target.rawValue),\(faults.trials[i].input),"
        rows += "\(unit.map { "\($0.operatorIndex)" } ?? ""),\(unit.map { "\($0.channel)" } ?? ""),"
        rows += "\(plain[i - start].rawValue),\(protected[i - start].rawValue)\n"
      }
      try file.append(rows)
      outcomes.plain += plain
      outcomes.protected += protected
    }
    return outcomes
  }
}
