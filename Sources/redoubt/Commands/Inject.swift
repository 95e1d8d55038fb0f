import Foundation
import RedoubtBoards
import RedoubtFaults
import RedoubtHost
import RedoubtModel
import RedoubtReport

/// `redoubt inject`: a fault campaign.
enum Inject: ResultCommand {
  typealias Option = CommandSyntax.Option

  static let dataset = Option(
    name: "--dataset", metavar: "DATASET",
    help: "The inputs, as FORMAT:PATH[,key=value…]; see 'redoubt help evaluate'.",
    isRequired: true)
  private static let output = Option(
    name: "--output", metavar: "DIR", help: "Directory for manifest, trials and summary.", isRequired: true)
  static let targets = Option(
    name: "--targets", metavar: "NAMES",
    help:
      "What is struck: \(FaultTarget.allCases.map(\.rawValue).joined(separator: ", ")), or all; joined by commas"
      + " (default weights).")
  static let fault = Option(
    name: "--fault", metavar: FaultModel.allCases.map(\.rawValue).joined(separator: "|"),
    help: "What a strike does (default seu: one bit flips).", choices: FaultModel.allCases.map(\.rawValue))
  static let margin = Option(
    name: "--margin", metavar: "E", help: "Half width of the interval, as a share of 1 (default 0.01).")
  private static let relativeMargin = Option(
    name: "--relative-margin", metavar: "E", help: "Half width of the interval, as a share of the rate found."
  )
  static let confidence = Option(
    name: "--confidence", metavar: "C", help: "Confidence of the intervals (default 0.95).",
    choices: ["0.90", "0.95", "0.99", "0.9"])
  static let count = Option(
    name: "--count", metavar: "N", help: "Number of trials instead of a margin.")
  private static let exhaustive = Option(name: "--exhaustive", help: "Every site on every input.")
  private static let stratify = Option(
    name: "--stratify", metavar: Stratification.allCases.map(\.rawValue).joined(separator: "|"),
    help: "Sample each part by itself, so that it can be spoken about by itself.",
    choices: Stratification.allCases.map(\.rawValue))
  private static let sequential = Option(
    name: "--sequential", help: "Stop as soon as the margin is reached; the interval allows for the looking.")
  private static let allInputs = Option(
    name: "--all-inputs", help: "Run each fault on every input; --count counts faults.")
  private static let bitErrorRate = Option(
    name: "--bit-error-rate", metavar: "R", help: "Flip every site with this probability, many at once.")
  static let decision = Option(
    name: "--decision", metavar: "RULE",
    help: "What the answer decides: top1 (default), threshold=V, or mse>V against the fault-free answer.")
  static let seed = Option(
    name: "--seed", metavar: "S", help: "Seed of all random numbers (default 1).")
  static let jobs = Option(
    name: "--jobs", metavar: "N",
    help: "Threads (default: one per processor). The result does not depend on it.")
  private static let shard = Option(
    name: "--shard", metavar: "I/N", help: "Run part I of N, to be joined by 'redoubt merge'.")
  private static let board = Option(
    name: "--board", metavar: "NAME",
    help: "Board whose memories hold the model: a name of the catalogue, or a file ending in .json.")
  private static let resume = Option(
    name: "--resume", help: "Go on with the campaign in the directory, or print its result.")

  static let syntax = CommandSyntax(
    name: "inject",
    summary: "Flip bits while a model runs, and count what becomes of the answers.",
    discussion: [
      "A trial is one fault on one input, both drawn evenly and with replacement; seed and number of a trial determine"
        + " it, whatever the threads and shards. The directory can be resumed after any end.",
      "Stopped by Ctrl-C or killed, a campaign goes on with --resume.",
    ],
    positionals: [.init(name: "MODEL", help: "An int8 .tflite file.")],
    options: [
      dataset, output, board, targets, fault, margin, relativeMargin, confidence, count, exhaustive, stratify,
      sequential, allInputs, bitErrorRate, decision, seed, jobs, shard, resume, RoundingOption.option,
      CommandSyntax.json,
    ],
    examples: [
      .init(
        command:
          "redoubt inject model.tflite --dataset cifar10:test_batch.bin --output weights --confidence 0.99",
        meaning: "Weight bits, to within 1 % with 99 % confidence."),
      .init(
        command:
          "redoubt inject model.tflite --dataset cifar10:test_batch.bin --output layers --stratify layer",
        meaning: "Rates that hold for each layer by itself."),
    ])

  static func result(_ arguments: ParsedArguments, _ console: Console) throws -> CommandResult {
    var options = try options(arguments)
    let profile = try arguments[board].map { try BoardCatalog.board($0) }
    let specification = try DatasetSpecification(parsing: arguments[dataset] ?? "")
    let threads = try threads(arguments)
    let interpreter = try HostInterpreter(
      contentsOf: arguments.positional("MODEL"), rounding: RoundingOption.value(arguments))
    let inputs = try EncodedRecords(interpreter, specification)
    if let profile { try place(interpreter, on: profile, &options, console) }
    let campaign = try Campaign(options, interpreter, inputs: inputs)
    let directory = CampaignDirectory(arguments[output] ?? "")
    let progress = ProgressLine("trials", console: console)
    defer { progress.finish() }
    let result: (summary: CampaignSummary, timing: CampaignDirectory.Timing)
    do {
      result = try campaign.run(in: directory, jobs: threads, resume: arguments.has(resume)) {
        try progress.update($0, of: $1)
      }
    } catch let error as Interrupted {
      progress.finish()
      console.diagnose("The campaign stays in '\(directory.path)': the same command with --resume goes on.")
      throw error
    }
    progress.finish()
    let protection = try campaign.protection(in: directory)
    return CommandResult(
      json: JSONValue(result.summary, result.timing, protection: protection),
      text: CampaignText.text(result.summary, result.timing)
        + (protection.map { "\n" + ProtectionText.text($0, confidence: result.summary.confidence) } ?? ""))
  }

  static func threads(_ arguments: ParsedArguments) throws -> Int {
    try integer(arguments, jobs, 1...1024) ?? ProcessInfo.processInfo.activeProcessorCount
  }

  /// The memories of a board, and what is to be said about the copies of a hardened model in them.
  private static func place(
    _ interpreter: HostInterpreter, on board: BoardProfile, _ options: inout CampaignOptions,
    _ console: Console
  ) throws {
    let layout = try HardenedLayout(interpreter)
    let bytes = layout?.activationBanks.first?.count ?? 0
    options.board = board.name
    options.regions = MemoryRegion.regions(of: board, activationBytes: bytes)
    guard layout != nil else { return }
    for note in ReplicaPlacement(board, activationBytes: bytes).notes { console.diagnose(note) }
  }

  /// What a campaign is asked for, without board.
  static func options(_ arguments: ParsedArguments) throws -> CampaignOptions {
    var options = CampaignOptions()
    if let names = arguments[targets] {
      options.targets = []
      for name in names.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
        if name == "all" {
          options.allTargets = true
        } else if let target = FaultTarget(rawValue: name) {
          options.targets.append(target)
        } else {
          throw wrong(
            "'\(name)' is not a target."
              + Suggestion.text(name, among: FaultTarget.allCases.map(\.rawValue) + ["all"], alwaysList: true)
          )
        }
      }
    }
    options.fault = arguments[fault].flatMap { FaultModel(rawValue: $0) } ?? .seu
    if options.fault == .byzantine, arguments[targets] == nil { options.targets = [.activations] }
    options.confidence = arguments[confidence].flatMap { Double($0) } ?? 0.95
    options.stratify = arguments[stratify].flatMap { Stratification(rawValue: $0) }
    options.allInputs = arguments.has(allInputs)
    options.bitErrorRate = try number(arguments, bitErrorRate, above: 0, to: 1)
    options.size = try size(arguments)
    if let text = arguments[decision] {
      guard let rule = DecisionRule(parsing: text) else {
        throw wrong("'\(text)' is not a decision. Use top1, threshold=V or mse>V.")
      }
      options.decision = rule
    }
    if let text = arguments[seed] {
      guard let value = UInt64(text) else {
        throw wrong("--seed takes a whole number from 0, and not '\(text)'.")
      }
      options.seed = value
    }
    if let text = arguments[shard] {
      let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
      guard parts.count == 2, let index = parts[0], let all = parts[1], all >= 1, all <= 1_000_000,
        index >= 1,
        index <= all
      else { throw wrong("--shard takes I/N with 1 ≤ I ≤ N, as in 2/7, and not '\(text)'.") }
      options.shard = CampaignManifest.Shard(index: index, count: all)
    }
    return options
  }

  private static func size(_ arguments: ParsedArguments) throws -> CampaignManifest.Size {
    let exact = [
      arguments[count] != nil, arguments.has(exhaustive), arguments[margin] != nil,
      arguments[relativeMargin] != nil,
    ]
    guard exact.filter({ $0 }).count <= 1 else {
      throw wrong("--margin, --relative-margin, --count and --exhaustive exclude each other. Give one.")
    }
    if let trials = try integer(arguments, count, 1...1_000_000_000_000) {
      guard !arguments.has(sequential) else {
        throw wrong("--sequential stops at a margin, and not at a count. Drop one.")
      }
      return .count(trials)
    }
    if arguments.has(exhaustive) {
      guard !arguments.has(sequential) else {
        throw wrong("--sequential and --exhaustive exclude each other. Drop one.")
      }
      return .exhaustive
    }
    if let share = try number(arguments, relativeMargin, above: 0, to: 1) { return .relative(margin: share) }
    let width = try number(arguments, margin, above: 0, to: 0.5) ?? 0.01
    return arguments.has(sequential) ? .sequential(margin: width) : .margin(width)
  }

  private static func integer(
    _ arguments: ParsedArguments, _ option: CommandSyntax.Option, _ range: ClosedRange<Int>
  ) throws -> Int? {
    guard let text = arguments[option] else { return nil }
    guard let value = Int(text), range.contains(value) else {
      throw wrong("\(option.name) takes a whole number from \(range.lowerBound) on, and not '\(text)'.")
    }
    return value
  }

  private static func number(
    _ arguments: ParsedArguments, _ option: CommandSyntax.Option, above low: Double, to high: Double
  ) throws -> Double? {
    guard let text = arguments[option] else { return nil }
    guard let value = Double(text), value > low, value <= high else {
      throw wrong("\(option.name) takes a number above \(low), up to \(high), and not '\(text)'.")
    }
    return value
  }

  private static func wrong(_ message: String) -> UsageError { UsageError(message, command: syntax) }
}
