import Foundation
import RedoubtHardening
import RedoubtHost
import RedoubtModel
import RedoubtReport

/// `redoubt rank`: how much each unit of a model matters.
enum Rank: ResultCommand {
  private static let dataset = CommandSyntax.Option(
    name: "--dataset", metavar: "DATASET",
    help:
      "The records that activation, taylor and injection are measured on, as for evaluate. Use training data."
  )
  private static let score = CommandSyntax.Option(
    name: "--score", metavar: "NAME", help: "activation, taylor, injection, magnitude or random.",
    isRequired: true,
    choices: ScoreName.allCases.map(\.rawValue))
  private static let perClass = CommandSyntax.Option(
    name: "--per-class",
    help:
      "Take the largest share that a unit has in the total of any class, instead of its mean over all records."
  )
  private static let seed = CommandSyntax.Option(
    name: "--seed", metavar: "S", help: "Of the scores injection and random; 0 where it is not given.")
  private static let count = CommandSyntax.Option(
    name: "--count", metavar: "N",
    help: "Trials of the score injection for each part of a unit (default \(InjectionScore.defaultTrials)).")
  private static let jobs = CommandSyntax.Option(
    name: "--jobs", metavar: "N",
    help: "Threads (default: one per processor). The result does not depend on it.")
  private static let output = CommandSyntax.Option(
    name: "--output", metavar: "RANKING.json", help: "The ranking file to write.", isRequired: true)

  static let syntax = CommandSyntax(
    name: "rank",
    summary: "Rank a model's units by how much they matter.",
    discussion: [
      "A unit is an output channel of CONV_2D, DEPTHWISE_CONV_2D or FULLY_CONNECTED. Channels of the input and of other"
        + " operators are ranked too, as planes. NAME is one of",
      "  activation   mean |activation| of the unit's plane",
      "  taylor       mean |gradient × activation|: gradients of the cross-entropy with labels, else of the winning\n"
        + "               logit, through the dequantised network; rounding is passed straight through",
      "  injection    measured silent corruption: what faults in the unit add to the network's SDC rate",
      "  magnitude    mean |weight|; planes get no value",
      "  random       drawn from the seed: the baseline",
      "injection draws single bit flips for each unit in its parameters (weights, bias, requantisation pair: every bit"
        + " alike), its activations (every bit of the plane alike, steps by their cost) and the registers that compute it."
        + " A part counts with its SDC rate times the chance that a fault of its kind strikes the unit, a third for each"
        + " of the three kinds: values add up to the network's SDC rate. The file has 95 % intervals.",
      "How stable a ranking is shows in the units that the top of both halves of the data (even and odd records) share.",
    ],
    positionals: [.init(name: "MODEL", help: "An int8 .tflite file.")],
    options: [dataset, score, perClass, count, seed, jobs, output, CommandSyntax.json],
    examples: [
      .init(
        command:
          "redoubt rank model.tflite --dataset cifar10:data_batch_1.bin --score taylor --output taylor.json",
        meaning: "Rank by the first-order change of the loss, over training images."),
      .init(
        command:
          "redoubt rank model.tflite --dataset cifar10:train.bin --score injection --count 1000 --output inj.json",
        meaning: "Rank by measured silent corruption, 1,000 faults in each part of each unit."),
    ])

  static func result(_ arguments: ParsedArguments, _ console: Console) throws -> CommandResult {
    guard let name = ScoreName(rawValue: arguments[score] ?? "") else {
      throw UsageError("--score is missing. Name one.", command: syntax)
    }
    let path = arguments.positional("MODEL")
    let interpreter = try HostInterpreter(contentsOf: path)
    let network = try RankedNetwork(try InputFile.read(path))
    let target = arguments[output] ?? ""
    try OutputFile.check(target)
    let progress = ProgressLine(name == .injection ? "trials" : "records", console: console)
    defer { progress.finish() }
    let ranking = try Ranking(try score(name, arguments, interpreter), of: network) {
      try progress.update($0, of: $1)
    }
    progress.finish()
    try OutputFile.write(try RankingFile.bytes(ranking), to: target)
    return CommandResult(
      json: JSONValue(ranking, units: network.units),
      text: RankingText.text(ranking, units: network.units))
  }

  private static func score(
    _ name: ScoreName, _ arguments: ParsedArguments, _ interpreter: HostInterpreter
  ) throws -> any CriticalityScore {
    if name == .magnitude { return MagnitudeScore() }
    let seed = try whole(arguments, seed, UInt64.min...UInt64.max) ?? 0
    if name == .random { return RandomScore(seed: seed) }
    guard let text = arguments[dataset] else {
      throw UsageError(
        "The score \(name.rawValue) is measured on records. Add --dataset DATASET.", command: syntax)
    }
    let records = try RankingRecords(try DatasetSpecification(parsing: text), for: interpreter)
    let isPerClass = arguments.has(perClass)
    switch name {
    case .activation: return DatasetScore(.activation, records, isPerClass: isPerClass)
    case .taylor: return DatasetScore(.taylor, records, isPerClass: isPerClass)
    case .injection, .magnitude, .random:
      return InjectionScore(
        records, trialsPerPart: try whole(arguments, count, 1...1_000_000) ?? InjectionScore.defaultTrials,
        seed: seed, isPerClass: isPerClass,
        jobs: try whole(arguments, jobs, 1...1024) ?? ProcessInfo.processInfo.activeProcessorCount)
    }
  }

  private static func whole<T: FixedWidthInteger>(
    _ arguments: ParsedArguments, _ option: CommandSyntax.Option, _ range: ClosedRange<T>
  ) throws -> T? {
    guard let text = arguments[option] else { return nil }
    guard let value = T(text), range.contains(value) else {
      throw UsageError(
        "\(option.name) cannot be '\(text)'. Write a whole number, \(range.lowerBound) or more.",
        command: syntax)
    }
    return value
  }
}
