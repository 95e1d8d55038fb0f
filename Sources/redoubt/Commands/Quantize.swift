import RedoubtHost
import RedoubtModel
import RedoubtQuantizer
import RedoubtReport

/// `redoubt quantize`: a float network becomes an int8 one.
enum Quantize: ResultCommand {
  private static let calibration = CommandSyntax.Option(
    name: "--calibration", metavar: "DATASET",
    help: "Records like those that the network will see, as FORMAT:PATH[,key=value…]; some hundred do.",
    isRequired: true)
  private static let output = CommandSyntax.Option(
    name: "--output", metavar: "OUT.tflite", help: "Where the int8 network goes.", isRequired: true)
  private static let methods = ["auto"] + RangeMethod.allCases.map(\.rawValue)
  private static let method = CommandSyntax.Option(
    name: "--method", metavar: methods.joined(separator: "|"),
    help: "How ranges of activations are chosen (default auto: whatever is nearest to the float network on"
      + " held-out calibration records).", choices: methods)

  static let syntax = CommandSyntax(
    name: "quantize",
    summary: "Turn a float network (.onnx, .tflite) into an int8 .tflite.",
    discussion: [
      "Weights get a scale per output channel, activations one per tensor. The file runs with equal bytes here and in"
        + " TensorFlow Lite Micro, carries its memory plan, and remembers the preprocessing (mean, std) that"
        + " calibration used.",
      "DATASET is one of",
      "  cifar10:FILE.bin       CIFAR-10 binary records",
      "  idx:IMAGES             IDX files of unsigned bytes, as MNIST comes",
      "  raw:FILE.bin           int8 records; scale=S and zeroPoint=Z are needed",
      "  float:FILE.bin         float32 records in the model's input layout",
      "Further keys: offset=N (first record), stride=N (every N-th), limit=N; for images mean=r/g/b and std=r/g/b, in"
        + " units of pixel/255, without which the pixel value 0…255 is the real input.",
    ],
    positionals: [.init(name: "FLOATMODEL", help: "A float .onnx or .tflite file.")],
    options: [calibration, output, method, CommandSyntax.json],
    examples: [
      .init(
        command:
          "redoubt quantize net.onnx --calibration cifar10:data_batch_1.bin,limit=512 --output net.tflite",
        meaning: "The int8 network, and how far it is from the float one, layer by layer.")
    ])

  static func result(_ arguments: ParsedArguments, _ console: Console) throws -> CommandResult {
    let path = arguments.positional("FLOATMODEL")
    let target = arguments[output] ?? ""
    let specification = try DatasetSpecification(parsing: arguments[calibration] ?? "")
    try OutputFile.check(target)
    let file = try InputFile.read(path)
    guard case .float(let network) = try NetworkFile(contentsOf: path) else {
      throw NetworkFileError(path: path, reason: "It is quantised already. Give the float network.")
    }
    let records = try CalibrationRecords(specification, for: network.graph)
    let chosen = arguments[method].flatMap { RangeMethod(rawValue: $0) }
    let progress = StageProgress(console)
    defer { progress.finish() }
    let quantizer = Quantizer(method: chosen.map { .fixed($0) } ?? .auto) { try progress.update($0) }
    let digest = try records.digest()
    let result: QuantizedNetwork
    do {
      result = try quantizer.quantize(network.graph, calibration: records) { chosen in
        let provenance = Provenance(
          tool: "redoubt \(toolVersion)", source: SHA256.hexadecimal(of: file), calibration: digest,
          records: records.count,
          method: quantizer.method.name, chosen: chosen)
        return [Preprocessing(specification)?.metadata, provenance.metadata].compactMap { $0 }
      }
    } catch let error as GraphError {
      throw NetworkFileError(path: path, reason: "\(error)")
    }
    progress.finish()
    try OutputFile.write(result.model.bytes, to: target)
    return CommandResult(json: JSONValue(result), text: QuantizationText.text(result, name: target))
  }
}

/// One progress line per stage of the quantiser.
private final class StageProgress {
  private let console: Console
  private var stage = ""
  private var line: ProgressLine?

  init(_ console: Console) { self.console = console }

  func update(_ progress: Quantizer.Progress) throws(Interrupted) {
    if progress.stage != stage {
      line?.finish()
      line = ProgressLine(progress.stage, console: console)
      stage = progress.stage
    }
    try line?.update(progress.done, of: progress.total)
  }

  func finish() { line?.finish() }
}
