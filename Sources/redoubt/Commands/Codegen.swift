import Foundation
import RedoubtCodegen
import RedoubtHost
import RedoubtReport

/// `redoubt codegen`: a model as source files.
enum Codegen: ResultCommand {
  private static let language = CommandSyntax.Option(
    name: "--language", metavar: "c|swift", help: "The language of the files.", isRequired: true,
    choices: ["c", "swift"])
  private static let output = CommandSyntax.Option(
    name: "--output", metavar: "DIR",
    help: "The folder to make. One that exists is replaced if it holds nothing but generated files.",
    isRequired: true)

  static let syntax = CommandSyntax(
    name: "codegen",
    summary: "Compile a model into C or Swift files that need no library.",
    discussion: [
      "Writes code that computes the bytes of TensorFlow Lite Micro: only the kernels that the model uses, weights and"
        + " all other numbers as constants, and a plan of the memory with every place fixed.",
      "c is C99 with one static arena; main.c is an example that reads raw records from standard input and writes the"
        + " outputs: leave it out of a project of your own. swift compiles as Embedded Swift without allocations; its"
        + " constants are a C file with a module map, and the caller gives the arena.",
    ],
    positionals: [.init(name: "MODEL", help: "An int8 .tflite file.")],
    options: [language, output, CommandSyntax.json],
    examples: [
      .init(
        command: "redoubt codegen model.tflite --language c --output model",
        meaning: "Then: cc -O2 model/*.c -o run && ./run < records.bin > outputs.bin")
    ])

  static func result(_ arguments: ParsedArguments, _ console: Console) throws -> CommandResult {
    let path = arguments.positional("MODEL")
    let name = URL(fileURLWithPath: path).lastPathComponent
    let interpreter = try HostInterpreter(contentsOf: path)
    // A file name may hold what would end the comment.
    let plainName = name.replacingOccurrences(of: "*/", with: "").filter { !$0.isNewline }
    let origin = "\(GeneratedFolder.mark.dropFirst(3)) \(toolVersion) from \(plainName)."
    let files =
      arguments[language] == "swift"
      ? try SwiftGenerator.files(interpreter, origin: origin)
      : try CGenerator.files(interpreter, origin: origin)
    let folder = arguments[output] ?? ""
    try GeneratedFolder.write(files, to: folder)
    let bytes = files.reduce(0) { $0 + $1.text.utf8.count }
    return CommandResult(
      json: ["files": .array(files.map { .string($0.name) }), "bytes": .integer(bytes)],
      text: "\(files.count) files, \(NumberText.grouped(bytes)) bytes in '\(folder)'\n")
  }
}
