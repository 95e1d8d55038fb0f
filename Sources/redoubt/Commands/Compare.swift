import Foundation
import RedoubtFaults
import RedoubtHost
import RedoubtModel
import RedoubtReport

/// `redoubt compare`: the same faults on a plain and on a hardened network.
enum Compare: ResultCommand {
  private static let output = CommandSyntax.Option(
    name: "--output", metavar: "PAIRED.json", help: "Write the result, for 'redoubt report'.")

  static let syntax = CommandSyntax(
    name: "compare",
    summary: "Run the same faults on a plain and on a hardened network, and say what protection changed.",
    discussion: [
      "Faults are drawn for the plain network, as inject does with the same options, and strike the same byte or register"
        + " of both. What differs is the protection and nothing else: McNemar's exact test, and Tango's interval of the"
        + " drop of the SDC rate."
    ],
    positionals: [
      .init(name: "PLAIN", help: "An int8 .tflite file."),
      .init(name: "HARDENED", help: "What 'redoubt harden' made of it."),
    ],
    options: [
      Inject.dataset, Inject.targets, Inject.fault, Inject.margin, Inject.confidence, Inject.count,
      Inject.decision, Inject.seed, Inject.jobs, output, RoundingOption.option, CommandSyntax.json,
    ],
    examples: [
      .init(
        command:
          "redoubt compare net.tflite hard.tflite --dataset cifar10:test_batch.bin --targets weights,activations",
        meaning: "Whether protection helps, from one list of faults.")
    ])

  static func result(_ arguments: ParsedArguments, _ console: Console) throws -> CommandResult {
    let options: CampaignOptions
    do {
      options = try Inject.options(arguments)
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
    let campaign = try PairedCampaign(plain, inputs: try EncodedRecords(plain, specification), options)
    let progress = ProgressLine("trials", console: console)
    defer { progress.finish() }
    let before = try campaign.outcomes(threads: threads) { try progress.update($0, of: 2 * campaign.count) }
    let after = try campaign.outcomes(on: hardened, threads: threads) {
      try progress.update(campaign.count + $0, of: 2 * campaign.count)
    }
    progress.finish()
    let summary = PairedSummary(
      campaign, before: before, after: after,
      plainDigest: SHA256.hexadecimal(of: try InputFile.read(plainPath)),
      hardenedDigest: SHA256.hexadecimal(of: try InputFile.read(hardenedPath)), seed: options.seed)
    if let path = arguments[output] {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
      try OutputFile.write(Array(try encoder.encode(summary)) + [0x0a], to: path)
    }
    return CommandResult(json: JSONValue(summary), text: PairedText.text(summary))
  }
}
