import Foundation
import RedoubtFaults
import RedoubtHost
import RedoubtModel
import RedoubtReport

/// `redoubt bench`: inference time on this machine.
enum Bench: ResultCommand {
  /// What is measured.
  private struct Model {
    let name: String
    let file: [UInt8]
    let interpreter: HostInterpreter

    /// - Parameter path: Nil for the shipped digits network.
    init(_ path: String?) throws {
      name = path.map { URL(fileURLWithPath: $0).lastPathComponent } ?? "digits.tflite"
      file = try path.map { try InputFile.read($0) } ?? ShippedDigits.int8Network
      interpreter = try HostInterpreter(file, path: path ?? name)
    }
  }

  private static let seconds = CommandSyntax.Option(
    name: "--seconds", metavar: "S", help: "How long to measure (default 2).")

  private static let faults = CommandSyntax.Option(
    name: "--faults", help: "Measure injections per second instead.")
  private static let dataset = CommandSyntax.Option(
    name: "--dataset", metavar: "DATASET",
    help: "With --faults: the inputs, as for 'evaluate'; the shipped digits where MODEL is left out.")
  private static let count = CommandSyntax.Option(
    name: "--count", metavar: "N", help: "With --faults: injections per target and round (default 20000).")
  private static let jobs = CommandSyntax.Option(
    name: "--jobs", metavar: "N", help: "With --faults: threads (default: one per processor).")

  static let syntax = CommandSyntax(
    name: "bench",
    summary: "Measure a model's inference time on this machine.",
    discussion: [
      "One thread, one pseudo-random input, after a warm-up: median and minimum of whole inferences, and the median"
        + " of each operator.",
      "With --faults: single bit flips in weights and in activations, run by following their differences, and beside"
        + " that by whole inferences on the same kernels; five alternating rounds over the same list of faults.",
    ],
    positionals: [
      .init(
        name: "MODEL", help: "An int8 .tflite file; without it the shipped digits network.", isOptional: true)
    ],
    options: [seconds, faults, dataset, count, jobs, CommandSyntax.json],
    examples: [
      .init(command: "redoubt bench", meaning: "Time of the shipped digits network."),
      .init(command: "redoubt bench model.tflite", meaning: "Time per inference and per operator."),
      .init(
        command: "redoubt bench model.tflite --faults --dataset cifar10:test_batch.bin,limit=100",
        meaning: "Injections per second on the first 100 images."),
    ])

  static func result(_ arguments: ParsedArguments, _ console: Console) throws -> CommandResult {
    if arguments.has(faults) { return try faultResult(arguments, console) }
    if let option = [dataset, count, jobs].first(where: { arguments[$0] != nil }) {
      throw UsageError("\(option.name) goes with --faults. Add --faults, or leave it out.", command: syntax)
    }
    let time = arguments[seconds] ?? "2"
    guard let duration = Double(time), duration > 0, duration <= 3600 else {
      throw UsageError("--seconds cannot be '\(time)'. Give a number above 0, at most 3600.", command: syntax)
    }
    let model = try Model(arguments.optional("MODEL"))
    let progress = ProgressLine("% of the time", console: console)
    defer { progress.finish() }
    let benchmark = try InferenceBenchmark(model.interpreter, seconds: duration) {
      try progress.update(min(100, Int($0 * 100)), of: 100)
    }
    progress.finish()
    let machine = Machine.current
    return CommandResult(
      json: JSONValue(benchmark, machine: machine),
      text: ResultText.text(benchmark, machine: machine, name: model.name))
  }

  private static func faultResult(_ arguments: ParsedArguments, _ console: Console) throws -> CommandResult {
    let path = arguments.optional("MODEL")
    guard let text = arguments[dataset] ?? (path == nil ? "digits" : nil) else {
      throw UsageError("--faults needs inputs. Add --dataset DATASET.", command: syntax)
    }
    let trials = try number(arguments, count, 1...10_000_000, default: 20_000)
    let threads = try number(arguments, jobs, 1...256, default: Machine.current.cores)
    let specification = try DatasetSpecification(parsing: text)
    let model = try Model(path)
    let records = try EncodedRecords(model.interpreter, specification).records
    let progress = ProgressLine("rounds", console: console)
    defer { progress.finish() }
    let benchmark = try FaultBenchmark(
      model.file, records: records, trials: trials, threads: threads
    ) { try progress.update($0, of: $1) }
    progress.finish()
    let machine = Machine.current
    return CommandResult(
      json: JSONValue(benchmark, machine: machine),
      text: ResultText.text(benchmark, machine: machine, name: model.name))
  }

  private static func number(
    _ arguments: ParsedArguments, _ option: CommandSyntax.Option, _ range: ClosedRange<Int>,
    default value: Int
  ) throws -> Int {
    guard let text = arguments[option] else { return value }
    guard let number = Int(text), range.contains(number) else {
      throw UsageError(
        "\(option.name) cannot be '\(text)'. Give a whole number from \(range.lowerBound) to"
          + " \(range.upperBound).", command: syntax)
    }
    return number
  }
}
