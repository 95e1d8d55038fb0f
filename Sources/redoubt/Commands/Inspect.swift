import Foundation
import RedoubtBoards
import RedoubtHost
import RedoubtModel
import RedoubtReport

/// `redoubt inspect`: what a model consists of and where its tensors lie.
enum Inspect: Command {
  private static let map = CommandSyntax.Option(
    name: "--map", help: "Also list who owns the bytes of the file and of the arena, and when.")
  private static let svg = CommandSyntax.Option(
    name: "--svg", metavar: "FILE", help: "Write a picture of the memory plan.")

  static let syntax = CommandSyntax(
    name: "inspect",
    summary: "Show a model's operators, shapes, quantisation, MACs and memory plan.",
    positionals: [.init(name: "MODEL", help: "An int8 .tflite file.")],
    options: [map, svg, CommandSyntax.json],
    examples: [
      .init(
        command: "redoubt inspect model.tflite", meaning: "Operators, totals and the memory plan, as text."),
      .init(
        command: "redoubt inspect model.tflite --map --svg plan.svg",
        meaning: "Also every region of file and arena, and the plan as a picture."),
    ])

  static func run(_ arguments: ParsedArguments, _ console: Console) throws {
    let path = arguments.positional("MODEL")
    let name = URL(fileURLWithPath: path).lastPathComponent
    let interpreter = try HostInterpreter(contentsOf: path)
    let summary = try ModelSummary(interpreter)
    if let file = arguments[svg] {
      try OutputFile.write(Array(MemoryPlanSVG.text(summary, name: name).utf8), to: file)
    }
    let owners = arguments.has(map) ? try MemoryMap(interpreter) : nil
    try console.write(
      arguments.has(CommandSyntax.json)
        ? JSONValue(summary, map: owners).text + "\n"
        : ModelText.text(summary, name: name, map: owners))
  }
}
