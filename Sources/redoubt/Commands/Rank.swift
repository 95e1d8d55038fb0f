import RedoubtHardening
import RedoubtHost
import RedoubtModel
import RedoubtReport

/// `redoubt rank`: how much each unit of a model matters.
enum Rank: ResultCommand {
  private static let dataset = CommandSyntax.Option(
    name: "--dataset", metavar: "DATASET",
    help: "The records that activation and taylor are means over, as for evaluate. Use training data.")
  private static let score = CommandSyntax.Option(
    name: "--score", metavar: "NAME", help: "activation, taylor, magnitude or random.", isRequired: true,
    choices: ScoreName.allCases.map(\.rawValue))
  private static let perClass = CommandSyntax.Option(
    name: "--per-class",
    help:
      "Take the largest share that a unit has in the total of any class, instead of its mean over all records."
  )
  private static let seed = CommandSyntax.Option(
    name: "--seed", metavar: "S", help: "Of the score random; 0 where it is not given.")
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
      "  magnitude    mean |weight|; planes get no value",
      "  random       drawn from the seed: the baseline",
      "The score injection is measured by a fault campaign, and is not available here yet.",
      "How stable a ranking is shows in the units that the top of both halves of the data (even and odd records) share.",
    ],
    positionals: [.init(name: "MODEL", help: "An int8 .tflite file.")],
    options: [dataset, score, perClass, seed, output, CommandSyntax.json],
    examples: [
      .init(
        command:
          "redoubt rank model.tflite --dataset cifar10:data_batch_1.bin --score taylor --output taylor.json",
        meaning: "Rank by the first-order change of the loss, over training images.")
    ])

  static func result(_ arguments: ParsedArguments, _ console: Console) throws -> CommandResult {
    guard let name = ScoreName(rawValue: arguments[score] ?? ""), name != .injection else {
      throw UsageError(
        "The score injection needs a fault campaign, which this command cannot run yet."
          + " Use taylor or activation.", command: syntax)
    }
    let path = arguments.positional("MODEL")
    let interpreter = try HostInterpreter(contentsOf: path)
    let network = try RankedNetwork(try InputFile.read(path))
    let target = arguments[output] ?? ""
    try OutputFile.check(target)
    let progress = ProgressLine("records", console: console)
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
    let kind: DatasetScore.Kind
    switch name {
    case .magnitude: return MagnitudeScore()
    case .random, .injection:
      guard let seed = UInt64(arguments[seed] ?? "0") else {
        throw UsageError(
          "--seed cannot be '\(arguments[seed] ?? "")'. Write a whole number, 0 or more.", command: syntax)
      }
      return RandomScore(seed: seed)
    case .activation: kind = .activation
    case .taylor: kind = .taylor
    }
    guard let text = arguments[dataset] else {
      throw UsageError(
        "The score \(name.rawValue) is a mean over records. Add --dataset DATASET.", command: syntax)
    }
    let records = try RankingRecords(try DatasetSpecification(parsing: text), for: interpreter)
    return DatasetScore(kind, records, isPerClass: arguments.has(perClass))
  }
}
