import Foundation
import RedoubtBoards
import RedoubtHost
import RedoubtModel
import RedoubtReport

/// `redoubt inspect`: what a model consists of and where its tensors lie.
enum Inspect: ResultCommand {
  private static let map = CommandSyntax.Option(
    name: "--map", help: "Also list who owns the bytes of the file and of the arena, and when.")
  private static let svg = CommandSyntax.Option(
    name: "--svg", metavar: "FILE", help: "Write a picture of the memory plan.")

  static let syntax = CommandSyntax(
    name: "inspect",
    summary: "Show a model's operators, shapes, quantisation, MACs and memory plan.",
    discussion: [
      "For a float network the operators are those that are left without transposes, and bytes are those of float32"
        + " tensors before quantisation: weights, biases, arena and lower bound; scratch and state are 0, and --map"
        + " lists nothing, since nothing is deployed."
    ],
    positionals: [NetworkArgument.model],
    options: [map, svg, CommandSyntax.json],
    examples: [
      .init(
        command: "redoubt inspect model.tflite", meaning: "Operators, totals and the memory plan, as text."),
      .init(
        command: "redoubt inspect model.tflite --map --svg plan.svg",
        meaning: "Also every region of file and arena, and the plan as a picture."),
    ])

  static func result(_ arguments: ParsedArguments, _ console: Console) throws -> CommandResult {
    let path = arguments.positional("MODEL")
    let name = URL(fileURLWithPath: path).lastPathComponent
    let summary: ModelSummary
    var owners: MemoryMap?
    switch try NetworkFile(contentsOf: path) {
    case .quantized(let interpreter):
      summary = try ModelSummary(interpreter)
      if arguments.has(map) { owners = try MemoryMap(interpreter) }
    case .float(let network): summary = try ModelSummary(network)
    }
    if let file = arguments[svg] {
      try OutputFile.write(Array(MemoryPlanSVG.text(summary, name: name).utf8), to: file)
    }
    return CommandResult(
      json: JSONValue(summary, map: owners), text: ModelText.text(summary, name: name, map: owners))
  }
}
