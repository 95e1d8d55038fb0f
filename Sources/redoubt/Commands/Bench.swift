import Foundation
import RedoubtHost
import RedoubtModel
import RedoubtReport

/// `redoubt bench`: inference time on this machine.
enum Bench: Command {
  private static let seconds = CommandSyntax.Option(
    name: "--seconds", metavar: "S", help: "How long to measure (default 2).")

  static let syntax = CommandSyntax(
    name: "bench",
    summary: "Measure a model's inference time on this machine.",
    discussion: [
      "One thread, one pseudo-random input, after a warm-up: median and minimum of whole inferences, and the median"
        + " of each operator."
    ],
    positionals: [.init(name: "MODEL", help: "An int8 .tflite file.")],
    options: [seconds, CommandSyntax.json],
    examples: [.init(command: "redoubt bench model.tflite", meaning: "Time per inference and per operator.")])

  static func run(_ arguments: ParsedArguments, _ console: Console) throws {
    let time = arguments[seconds] ?? "2"
    guard let duration = Double(time), duration > 0, duration <= 3600 else {
      throw UsageError("--seconds cannot be '\(time)'. Give a number above 0, at most 3600.", command: syntax)
    }
    let path = arguments.positional("MODEL")
    let interpreter = try HostInterpreter(contentsOf: path)
    let progress = ProgressLine("% of the time", console: console)
    defer { progress.finish() }
    let benchmark = try InferenceBenchmark(interpreter, seconds: duration) {
      try progress.update(min(100, Int($0 * 100)), of: 100)
    }
    progress.finish()
    let machine = Machine.current
    let name = URL(fileURLWithPath: path).lastPathComponent
    try console.write(
      arguments.has(CommandSyntax.json)
        ? JSONValue(benchmark, machine: machine).text + "\n"
        : ResultText.text(benchmark, machine: machine, name: name))
  }
}
