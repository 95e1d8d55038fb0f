import Foundation
import RedoubtBoards
import RedoubtCore
import RedoubtFaults
import RedoubtHardening
import RedoubtHost
import RedoubtModel
import RedoubtReport

/// `redoubt study`: which score finds the units worth protecting, and what protecting them buys and costs.
enum StudyCommand: ResultCommand {
  private typealias Option = CommandSyntax.Option

  private static let dataset = Option(
    name: "--dataset", metavar: "DATASET",
    help: "The inputs that faults meet, as for evaluate. Use test data.",
    isRequired: true)
  private static let rankingDataset = Option(
    name: "--ranking-dataset", metavar: "DATASET",
    help: "The records that scores see. Use training data; none of it may stand in --dataset.",
    isRequired: true)
  private static let output = Option(
    name: "--output", metavar: "DIR", help: "Directory for rankings, trials, plans and results.",
    isRequired: true)
  private static let scores = Option(
    name: "--scores", metavar: "NAMES",
    help:
      "activation, taylor, injection, magnitude, joined by commas (default all); random always takes part.")
  private static let fractions = Option(
    name: "--fractions", metavar: "LIST",
    help: "Shares of the units; 0,0.05,…,1 (or ...) goes on in equal steps, and is the default.")
  private static let targets = Option(
    name: "--targets", metavar: "NAMES",
    help: "weights, biases, activations, registers, joined by commas (default weights,activations,registers)."
  )
  private static let count = Option(
    name: "--count", metavar: "N", help: "Trials of each target (default \(StudyOptions().count)).")
  private static let rankingCount = Option(
    name: "--ranking-count", metavar: "N",
    help: "Trials of the score injection for each part of a unit (default \(InjectionScore.defaultTrials)).")
  private static let seed = Option(
    name: "--seed", metavar: "S", help: "Of the faults and inputs of the evaluation (default 1).")
  private static let rankingSeed = Option(
    name: "--ranking-seed", metavar: "S", help: "Of the scores injection and random (default 1001).")
  private static let plans = Option(
    name: "--random-plans", metavar: "N", help: "Plans that random is the mean of, at least 20 (default 20).")
  private static let scheme = Option(
    name: "--scheme", metavar: "NAME", help: "Scheme of protected units (default tmr-weights+tmr-compute).",
    choices: HardeningScheme.allSets.map(\.name))
  private static let planes = Option(
    name: "--planes",
    help: "Channels of the input and of operators without weights take part, with tmr-activations.")
  private static let cost = Option(
    name: "--cost", metavar: CostBasis.allCases.map(\.rawValue).joined(separator: "|"),
    help: "What plans of equal cost have in common (default time: added target instructions).",
    choices: CostBasis.allCases.map(\.rawValue))
  private static let bitErrorRate = Option(
    name: "--bit-error-rate", metavar: "R",
    help:
      "Chance that a stored bit is wrong, for the accuracy with wrong weights; 0 leaves it out (default 0.0001)."
  )
  private static let board = Option(
    name: "--board", metavar: "NAME",
    help: "Board whose raw rates weigh the targets (default \(BoardCatalog.defaultName)).")
  private static let jobs = Option(
    name: "--jobs", metavar: "N",
    help: "Threads (default: one per processor). The result does not depend on it.")
  private static let resume = Option(
    name: "--resume", help: "Go on with the study in the directory, or print its result.")

  static let syntax = CommandSyntax(
    name: "study",
    summary: "Compare scores: protect by each, and run the same faults on every image.",
    discussion: [
      "For each score and fraction the best units are protected, and the same list of faults, drawn once, meets every"
        + " image. Scores are compared with the mean of random plans, at equal units and at equal cost, by paired"
        + " statistics. 'redoubt report DIR' shows the result as a page.",
      "How a single fault ends depends on the protection of the unit that it strikes and on no other's; so every trial"
        + " runs twice, without protection and with all of it, and plans choose between the two. Part of the list runs"
        + " again on each hardened file.",
      "Rankings see other records and another seed than the evaluation. Stopped by Ctrl-C or killed, a study goes on with"
        + " --resume.",
    ],
    positionals: [.init(name: "MODEL", help: "An int8 .tflite file that is not hardened.")],
    options: [
      dataset, rankingDataset, output, scores, fractions, scheme, planes, targets, count, rankingCount, seed,
      rankingSeed, plans, cost, bitErrorRate, board, jobs, resume, CommandSyntax.json,
    ],
    examples: [
      .init(
        command:
          "redoubt study model.tflite --dataset cifar10:test.bin --ranking-dataset cifar10:train.bin --output study",
        meaning: "All scores at every twentieth of the units.")
    ])

  static func result(_ arguments: ParsedArguments, _ console: Console) throws -> CommandResult {
    let options = try options(arguments)
    let path = arguments.positional("MODEL")
    let board = try BoardCatalog.board(arguments[board] ?? BoardCatalog.defaultName)
    let interpreter = try HostInterpreter(contentsOf: path)
    let evaluation = try EncodedRecords(
      interpreter, try DatasetSpecification(parsing: arguments[dataset] ?? ""))
    let ranking = try EncodedRecords(
      interpreter, try DatasetSpecification(parsing: arguments[rankingDataset] ?? ""))
    let study = try Study(
      try InputFile.read(path), evaluation: evaluation, ranking: ranking, board: board, options)
    let directory = StudyDirectory(arguments[output] ?? "")
    let threads = try integer(arguments, jobs, 1...1024) ?? ProcessInfo.processInfo.activeProcessorCount
    var line: (phase: Study.Phase, progress: ProgressLine)?
    defer { line?.progress.finish() }
    let result: StudyResult
    do {
      result = try study.run(in: directory, jobs: threads, resume: arguments.has(resume)) {
        phase, done, count in
        if line?.phase != phase {
          line?.progress.finish()
          line = (phase, ProgressLine(name(phase), console: console))
        }
        try line?.progress.update(done, of: count)
      }
    } catch let error as Interrupted {
      line?.progress.finish()
      console.diagnose("The study stays in '\(directory.path)': the same command with --resume goes on.")
      throw error
    }
    line?.progress.finish()
    return CommandResult(
      json: JSONValue(result, path: directory.path), text: StudyText.text(result))
  }

  private static func name(_ phase: Study.Phase) -> String {
    switch phase {
    case .ranking(.injection): "trials for injection"
    case .ranking(let score): "records for \(score.rawValue)"
    case .faults: "trials"
    case .plans: "plans"
    }
  }

  private static func options(_ arguments: ParsedArguments) throws -> StudyOptions {
    var options = StudyOptions()
    if let text = arguments[scores] {
      options.scores = try names(text, "score", ScoreName.init(rawValue:), ScoreName.allCases.map(\.rawValue))
    }
    if let text = arguments[targets] {
      options.targets = try names(
        text, "target", FaultTarget.init(rawValue:), options.targets.map(\.rawValue) + ["biases"])
    }
    if let text = arguments[fractions] { options.fractions = try fractionList(text) }
    if let name = arguments[scheme], let scheme = HardeningScheme(name: name) { options.scheme = scheme }
    options.withPlanes = arguments.has(planes)
    if options.withPlanes, arguments[scores] == nil { options.scores.removeAll { $0 == .magnitude } }
    options.count = try integer(arguments, count, 1...100_000_000) ?? options.count
    options.trialsPerPart = try integer(arguments, rankingCount, 1...1_000_000) ?? options.trialsPerPart
    options.seed = try integer(arguments, seed, UInt64.min...UInt64.max) ?? options.seed
    options.rankingSeed = try integer(arguments, rankingSeed, UInt64.min...UInt64.max) ?? options.rankingSeed
    options.randomPlans = try integer(arguments, plans, 1...10_000) ?? options.randomPlans
    if let text = arguments[cost], let basis = CostBasis(rawValue: text) { options.costBasis = basis }
    if let text = arguments[bitErrorRate] {
      guard let rate = Double(text), rate >= 0, rate < 1 else {
        throw wrong("--bit-error-rate cannot be '\(text)'. Write a number from 0 to below 1.")
      }
      options.bitErrorRate = rate == 0 ? nil : rate
    }
    return options
  }

  /// `0,0.05,…,1` or plain numbers.
  static func fractionList(_ text: String) throws -> [Double] {
    var values: [Double] = []
    var isOpen = false
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      if part == "…" || part == "...", values.count >= 2, !isOpen {
        isOpen = true
        continue
      }
      guard let value = Double(part), (0...1).contains(value) else {
        throw wrong(
          "--fractions cannot be '\(text)'. Write numbers from 0 to 1, as in 0.05,0.1,0.2 or 0,0.05,…,1.")
      }
      if isOpen {
        isOpen = false
        let (first, step) = (values[values.count - 1], values[values.count - 1] - values[values.count - 2])
        guard step > 1e-4, value > first else {
          throw wrong("--fractions '\(text)' does not ascend. Write as in 0,0.05,…,1.")
        }
        let steps = Int(((value - first) / step).rounded())
        // Rounded, so that 0.15 is the number that a reader would write.
        for i in 1..<max(1, steps) { values.append(((first + Double(i) * step) * 1e9).rounded() / 1e9) }
      }
      values.append(value)
    }
    guard !isOpen else { throw wrong("--fractions '\(text)' has no end. Write as in 0,0.05,…,1.") }
    return values
  }

  private static func names<T>(
    _ text: String, _ kind: String, _ make: (String) -> T?, _ known: [String]
  ) throws -> [T] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map(String.init).map { name in
      guard known.contains(name), let value = make(name) else {
        throw wrong("'\(name)' is not a \(kind)." + Suggestion.text(name, among: known, alwaysList: true))
      }
      return value
    }
  }

  private static func integer<T: FixedWidthInteger>(
    _ arguments: ParsedArguments, _ option: CommandSyntax.Option, _ range: ClosedRange<T>
  ) throws -> T? {
    guard let text = arguments[option] else { return nil }
    guard let value = T(text), range.contains(value) else {
      throw wrong("\(option.name) takes a whole number from \(range.lowerBound) on, and not '\(text)'.")
    }
    return value
  }

  private static func wrong(_ message: String) -> UsageError { UsageError(message, command: syntax) }
}
