import Foundation
import RedoubtFaults
import RedoubtHost
import RedoubtModel
import RedoubtReport

/// `redoubt compare`: the same faults on a plain and on a hardened network.
enum Compare: ResultCommand {
  private static let output = CommandSyntax.Option(
    name: "--output", metavar: "PAIRED.json", help: "Write the result, for 'redoubt report'.")

  private static let targets = CommandSyntax.Option(
    name: "--targets", metavar: "NAMES",
    help: "What is struck, each with as many faults: names as of inject, joined by commas (default"
      + " weights,activations,registers).")
  private static let count = CommandSyntax.Option(
    name: "--count", metavar: "N", help: "Faults for each target (default 10000).")

  static let syntax = CommandSyntax(
    name: "compare",
    summary: "Run the same faults on a plain and on a hardened network, and say what protection changed.",
    discussion: [
      "Faults are drawn for the plain network, as inject does for one target, and strike the same byte or register of"
        + " both. What differs is the protection and nothing else: McNemar's exact test, and Tango's interval of the"
        + " drop of the SDC rate."
    ],
    positionals: [
      .init(name: "PLAIN", help: "An int8 .tflite file."),
      .init(name: "HARDENED", help: "What 'redoubt harden' made of it."),
    ],
    options: [
      Inject.dataset, targets, Inject.fault, count,
      Inject.decision, Inject.seed, Inject.jobs, output, RoundingOption.option, CommandSyntax.json,
    ],
    examples: [
      .init(
        command:
          "redoubt compare net.tflite hard.tflite --dataset cifar10:test_batch.bin --targets weights,activations",
        meaning: "Whether protection helps, from one list of faults.")
    ])

  static func result(_ arguments: ParsedArguments, _ console: Console) throws -> CommandResult {
    var options: CampaignOptions
    do {
      options = try Inject.options(arguments)
      if arguments[count] == nil { options.size = .count(10_000) }
      guard !options.allTargets else { throw UsageError("Name the targets one by one.", command: syntax) }
    } catch let error as UsageError {
      throw UsageError(error.message, command: syntax)
    }
    if let path = arguments[output] { try OutputFile.check(path) }
    let threads = try Inject.threads(arguments)
    let specification = try DatasetSpecification(parsing: arguments[Inject.dataset] ?? "")
    let rounding = RoundingOption.value(arguments)
    let (plainPath, hardenedPath) = (arguments.positional("PLAIN"), arguments.positional("HARDENED"))
    let plain = try HostInterpreter(contentsOf: plainPath, rounding: rounding)
    let hardened = try HostInterpreter(contentsOf: hardenedPath, rounding: rounding)
    let inputs = try EncodedRecords(plain, specification)
    var summary = PairedSummary(
      plainDigest: SHA256.hexadecimal(of: try InputFile.read(plainPath)),
      hardenedDigest: SHA256.hexadecimal(of: try InputFile.read(hardenedPath)), seed: options.seed)
    let progress = ProgressLine("trials", console: console)
    defer { progress.finish() }
    let named = arguments[targets] != nil ? options.targets : [.weights, .activations, .registers]
    var done = 0
    for target in named {
      options.targets = [target]
      let campaign = try PairedCampaign(plain, inputs: inputs, options)
      let all = 2 * campaign.count * named.count
      let before = try campaign.outcomes(threads: threads) { try progress.update(done + $0, of: all) }
      done += campaign.count
      let after = try campaign.outcomes(on: hardened, threads: threads) {
        try progress.update(done + $0, of: all)
      }
      done += campaign.count
      summary.add(target, before: before, after: after)
    }
    progress.finish()
    if let path = arguments[output] {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
      try OutputFile.write(Array(try encoder.encode(summary)) + [0x0a], to: path)
    }
    return CommandResult(json: JSONValue(summary), text: PairedText.text(summary))
  }
}
