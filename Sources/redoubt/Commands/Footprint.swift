import Foundation
import RedoubtBoards
import RedoubtCodegen
import RedoubtFootprint
import RedoubtHost
import RedoubtReport

/// `redoubt footprint`: what a model needs on microcontrollers, and whether it fits.
enum FootprintCommand: ResultCommand {
  private static let board = CommandSyntax.Option(
    name: "--board", metavar: "NAME|FILE",
    help: "A board that ships, or the path of a .json file of your own. Without it all that ship.")
  private static let forms = DeploymentForm.allCases.map(\.rawValue)
  private static let form = CommandSyntax.Option(
    name: "--form", metavar: forms.joined(separator: "|"),
    help: "Deploy the model file with the interpreter (default), or code generated from it.", choices: forms)

  static let syntax = CommandSyntax(
    name: "footprint",
    summary: "Work out flash, RAM, stack and latency on microcontrollers, and say what fits.",
    discussion: [
      "Flash and RAM are added up from the sizes of the operators' code, measured in linked images, and from the model,"
        + " its memory plan and its hardening; 'redoubt firmware' links the image and measures. RAM is without the stack,"
        + " which stands beside it.",
      "Latency is instructions of a cost model, calibrated on counts of an emulator, times cycles per instruction of the"
        + " core from published measurements: an estimate, with its range in --json.",
    ],
    positionals: [.init(name: "MODEL", help: "An int8 .tflite file, hardened or not.")],
    options: [board, form, CommandSyntax.json],
    examples: [
      .init(command: "redoubt footprint model.tflite", meaning: "Every board that ships, in one table."),
      .init(
        command: "redoubt footprint model.tflite --board nrf52840 --form c",
        meaning: "One board, with the region of each part, for generated C."),
    ])

  static func result(_ arguments: ParsedArguments, _ console: Console) throws -> CommandResult {
    let boards = try (arguments[board].map { [$0] } ?? BoardCatalog.names).map(BoardCatalog.board)
    let path = arguments.positional("MODEL")
    // What is wrong with the model is said with its path.
    _ = try HostInterpreter(contentsOf: path)
    let deployed = arguments[form].flatMap(DeploymentForm.init) ?? .interpreter
    let fits = try FootprintStudy(try InputFile.read(path), form: deployed, boards: boards).fits
    let name = URL(fileURLWithPath: path).lastPathComponent
    return CommandResult(
      json: JSONValue(fits, form: deployed),
      text: FootprintText.text(fits, form: deployed, name: name, isDetailed: arguments[board] != nil))
  }
}
