import Foundation
import RedoubtHost
import RedoubtModel
import RedoubtReport

/// `redoubt inspect`: what a model consists of and where its tensors lie.
enum Inspect: Command {
  private static let map = CommandSyntax.Option(
    name: "--map", help: "Also list what lies where in the file and in the arena.")
  private static let svg = CommandSyntax.Option(
    name: "--svg", metavar: "FILE", help: "Write a picture of the memory plan.")

  static let syntax = CommandSyntax(
    name: "inspect",
    summary: "Show a model's operators, shapes, quantisation, MACs and memory plan.",
    discussion: [
      "For a float network the operators are those that are left without transposes, and bytes are those of float32"
        + " tensors before quantisation: weights, biases, arena and lower bound; scratch and state are 0, and --map"
        + " lists the arena alone."
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

  static func run(_ arguments: ParsedArguments, _ console: Console) throws {
    let path = arguments.positional("MODEL")
    let name = URL(fileURLWithPath: path).lastPathComponent
    let summary =
      switch try NetworkFile(contentsOf: path) {
      case .quantized(let interpreter): try ModelSummary(interpreter)
      case .float(let network): try ModelSummary(network)
      }
    if let file = arguments[svg] {
      try OutputFile.write(Array(MemoryPlanSVG.text(summary, name: name).utf8), to: file)
    }
    let withMap = arguments.has(map)
    try console.write(
      arguments.has(CommandSyntax.json)
        ? JSONValue(summary, withMap: withMap).text + "\n"
        : ModelText.text(summary, name: name, withMap: withMap))
  }
}
