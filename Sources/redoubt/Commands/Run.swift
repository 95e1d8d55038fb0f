import RedoubtHost
import RedoubtModel
import RedoubtReport

/// `redoubt run`: raw records in, raw outputs out.
enum Run: ResultCommand {
  private static let input = CommandSyntax.Option(
    name: "--input", metavar: "IN.bin",
    help: "Records in the model's own input layout and type, one after the other.", isRequired: true)
  private static let output = CommandSyntax.Option(
    name: "--output", metavar: "OUT.bin",
    help: "Write the outputs of each record, in the model's order; without it they are printed as numbers.")

  static let syntax = CommandSyntax(
    name: "run",
    summary: "Run a model on raw records.",
    discussion: [
      "Several inputs or outputs stand one after the other in a record. One thread.",
      "Records of a float network are laid out as its file says, channels first for most .onnx files; --rounding does"
        + " not concern it.",
      "A hardened model is run with its votes, on the reference kernels; what they have found is printed, and stands in"
        + " JSON as corrected and disagreed.",
    ],
    positionals: [NetworkArgument.model],
    options: [input, output, RoundingOption.option, CommandSyntax.json],
    examples: [
      .init(
        command: "redoubt run model.tflite --input records.bin --output outputs.bin",
        meaning: "The bytes that TensorFlow Lite Micro gives.")
    ])

  static func result(_ arguments: ParsedArguments, _ console: Console) throws -> CommandResult {
    if let path = arguments[output] { try OutputFile.check(path) }
    let model = try NetworkFile(
      contentsOf: arguments.positional("MODEL"), rounding: RoundingOption.value(arguments))
    let path = arguments[input] ?? ""
    let progress = ProgressLine("records", console: console)
    defer { progress.finish() }
    let records = try InputFile.read(path)
    let (run, outputs): (RecordRun, [TensorDescription])
    var hardened: HardenedHostInterpreter?
    switch model {
    case .quantized(let interpreter):
      hardened = try HardenedHostInterpreter(interpreter)
      run = try RecordRun(hardened ?? interpreter, input: records, path: path) {
        try progress.update($0, of: $1)
      }
      outputs = try interpreter.outputs().map { try interpreter.describe($0) }
    case .float(let network):
      run = try RecordRun(network, input: records, path: path) { try progress.update($0, of: $1) }
      outputs = network.outputs
    }
    progress.finish()
    if let path = arguments[output] { try OutputFile.write(run.output, to: path) }
    let votes = hardened?.counters
    return CommandResult(
      json: JSONValue(run, votes: votes),
      text: arguments[output] != nil
        ? ResultText.text(run, votes: votes) : ResultText.values(run, outputs: outputs))
  }
}
