import RedoubtCore
import RedoubtHost

/// How often a network decides as the labels say.
public struct Evaluation: Equatable, Sendable {
  /// Records whose decision is their label, 0 … count.
  public let correct: Int
  /// Records evaluated.
  public let count: Int

  public init(correct: Int, count: Int) {
    self.correct = correct
    self.count = count
  }

  /// Share of records decided as labelled.
  public var top1: Double { Double(correct) / Double(count) }
  /// 95 % interval of that share.
  public var interval: WilsonInterval { WilsonInterval(successes: correct, trials: count) }

  /// Runs the network on every record of a data set.
  ///
  /// - Parameters:
  ///   - hardened: The same model with its protection, which then does the work.
  ///   - progress: Called before each record with the number done and the number of all; may throw to stop.
  /// - Throws: `DatasetError`, `FileError`, `ModelError`, and what `progress` throws.
  public static func run(
    _ interpreter: HostInterpreter, hardened: HardenedHostInterpreter? = nil,
    _ specification: DatasetSpecification,
    progress: (_ done: Int, _ count: Int) throws -> Void = { _, _ in }
  ) throws -> Evaluation {
    let specification = try specification.completed(by: interpreter)
    let inputs = try interpreter.inputs()
    let outputs = try interpreter.outputs()
    let inputDescription = try classifierInput(try inputs.map { try interpreter.describe($0) })
    let classes = try classifierOutput(try outputs.map { try interpreter.describe($0) }).elementCount
    let (input, output) = (inputs[0], outputs[0])
    let (dataset, labels) = try labelledDataset(
      specification, elements: inputDescription.elementCount, classes: classes)
    let encoder = try RecordEncoder(dataset, input: inputDescription)
    let runner: any RunnableModel = hardened ?? interpreter
    var correct = 0
    for i in 0..<dataset.count {
      try progress(i, dataset.count)
      try runner.write(try encoder.encode(i), to: input)
      try runner.run()
      if Decision.top1(try runner.read(output), type: output.type) == labels[i] { correct += 1 }
    }
    return Evaluation(correct: correct, count: dataset.count)
  }

  /// The records and their labels, each a class that the network knows.
  static func labelledDataset(
    _ specification: DatasetSpecification, elements: Int, classes: Int
  ) throws -> (Dataset, labels: [Int]) {
    let dataset = try Dataset.read(specification, elementsPerRecord: elements)
    guard let labels = dataset.labels else { throw DatasetError.labelsNeeded(specification.format) }
    if let record = labels.firstIndex(where: { $0 >= classes }) {
      throw DatasetError.invalidLabel(
        path: specification.labels ?? specification.path, record: dataset.position(of: record),
        label: labels[record], classes: classes)
    }
    return (dataset, labels)
  }

  /// The only input of the network, of batch 1.
  static func classifierInput(_ inputs: [TensorDescription]) throws(DatasetError) -> TensorDescription {
    guard inputs.count == 1 else {
      throw .mismatch(
        "The network has \(inputs.count) inputs, and records of a data set feed 1. Use `run` with raw records."
      )
    }
    let shape = inputs[0].shape
    guard shape.count < 2 || shape[0] == 1 else {
      throw .mismatch(
        "The network takes batches of \(shape[0]), and data sets are run record by record."
          + " Export the model with batch 1.")
    }
    return inputs[0]
  }

  /// The output that decides.
  static func classifierOutput(_ outputs: [TensorDescription]) throws(DatasetError) -> TensorDescription {
    guard let output = outputs.first, output.elementCount > 1 else {
      throw .mismatch(
        "The network's first output has fewer than 2 values, and a decision between classes needs a score for each."
      )
    }
    guard [.int8, .float32, .int32].contains(output.type) else {
      throw .mismatch(
        "The network's first output is \(output.type), and scores are int8, float32 or int32.")
    }
    return output
  }
}
