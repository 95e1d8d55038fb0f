import RedoubtHost
import RedoubtModel
import RedoubtReport

/// `redoubt evaluate`: accuracy on labelled data.
enum Evaluate: ResultCommand {
  private static let dataset = CommandSyntax.Option(
    name: "--dataset", metavar: "DATASET", help: "The labelled records, as FORMAT:PATH[,key=value…].",
    isRequired: true)

  static let syntax = CommandSyntax(
    name: "evaluate",
    summary: "Measure a model's top-1 accuracy, with a 95 % interval.",
    discussion: [
      "DATASET is one of",
      "  cifar10:FILE.bin                  CIFAR-10 binary records",
      "  idx:IMAGES,labels=LABELS          IDX files of unsigned bytes, as MNIST comes",
      "  raw:FILE.bin,labels=FILE.csv      int8 records, quantised for the model",
      "  float:FILE.bin,labels=FILE.csv    float32 records in the model's input layout",
      "  digits, digits:calibration        the shipped digits: test split, calibration split",
      "A label table has a header line with the columns index and label. Further keys: offset=N (first record),"
        + " stride=N (every N-th), limit=N; for images mean=r/g/b and std=r/g/b, in units of pixel/255, without which"
        + " the pixel value 0…255 is the real input; for raw scale=S and zeroPoint=Z, where the records have a"
        + " quantisation of their own.",
      "A hardened model is run with its votes, on the reference kernels; what they have found is printed, and stands in"
        + " JSON as corrected and disagreed.",
    ],
    positionals: [NetworkArgument.model],
    options: [dataset, RoundingOption.option, CommandSyntax.json],
    examples: [
      .init(
        command: "redoubt evaluate model.tflite --dataset cifar10:test_batch.bin,limit=1000",
        meaning: "Accuracy on the first 1000 images of CIFAR-10's test set.")
    ])

  static func result(_ arguments: ParsedArguments, _ console: Console) throws -> CommandResult {
    let specification = try DatasetSpecification(parsing: arguments[dataset] ?? "")
    let model = try NetworkFile(
      contentsOf: arguments.positional("MODEL"), rounding: RoundingOption.value(arguments))
    let progress = ProgressLine("records", console: console)
    defer { progress.finish() }
    var hardened: HardenedHostInterpreter?
    let evaluation: Evaluation
    switch model {
    case .quantized(let interpreter):
      hardened = try HardenedHostInterpreter(interpreter)
      evaluation = try Evaluation.run(interpreter, hardened: hardened, specification) {
        try progress.update($0, of: $1)
      }
    case .float(let network):
      evaluation = try Evaluation.run(network, specification) { try progress.update($0, of: $1) }
    }
    progress.finish()
    return CommandResult(
      json: JSONValue(evaluation, votes: hardened?.counters),
      text: ResultText.text(evaluation, votes: hardened?.counters))
  }
}
