import RedoubtCore
import RedoubtHost

/// How often a network decides as the labels say.
public struct Evaluation: Equatable, Sendable {
  public let correct: Int
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
  /// - Parameter progress: Called before each record with the number done and the number of all; may throw to stop.
  /// - Throws: `DatasetError`, `FileError`, `ModelError`, and what `progress` throws.
  public static func run(
    _ interpreter: HostInterpreter, _ specification: DatasetSpecification,
    progress: (_ done: Int, _ count: Int) throws -> Void = { _, _ in }
  ) throws -> Evaluation {
    let input = try classifierInput(interpreter)
    let output = try classifierOutput(interpreter)
    let dataset = try Dataset.read(specification, elementsPerRecord: input.shape.count)
    guard let labels = dataset.labels else { throw DatasetError.labelsNeeded(specification.format) }
    if let record = labels.firstIndex(where: { $0 >= output.shape.count }) {
      throw DatasetError.invalidLabel(
        path: specification.labels ?? specification.path, record: dataset.position(of: record),
        label: labels[record], classes: output.shape.count)
    }
    let encoder = try RecordEncoder(dataset, input: try interpreter.describe(input))
    var correct = 0
    for i in 0..<dataset.count {
      try progress(i, dataset.count)
      try interpreter.write(try encoder.encode(i), to: input)
      try interpreter.run()
      if Decision.top1(try interpreter.read(output), type: output.type) == labels[i] { correct += 1 }
    }
    return Evaluation(correct: correct, count: dataset.count)
  }

  /// The only input of the network, of batch 1.
  static func classifierInput(_ interpreter: HostInterpreter) throws -> Tensor {
    let inputs = try interpreter.inputs()
    guard inputs.count == 1 else {
      throw DatasetError.mismatch(
        "The network has \(inputs.count) inputs, and records of a data set feed 1. Use `run` with raw records."
      )
    }
    let shape = inputs[0].shape
    guard shape.rank < 2 || shape[0] == 1 else {
      throw DatasetError.mismatch(
        "The network takes batches of \(shape[0]), and data sets are run record by record."
          + " Export the model with batch 1.")
    }
    return inputs[0]
  }

  /// The output that decides.
  private static func classifierOutput(_ interpreter: HostInterpreter) throws -> Tensor {
    guard let output = try interpreter.outputs().first, output.shape.count > 1 else {
      throw DatasetError.mismatch(
        "The network's first output has fewer than 2 values, and a decision between classes needs a score for each."
      )
    }
    guard [.int8, .float32, .int32].contains(output.type) else {
      throw DatasetError.mismatch(
        "The network's first output is \(output.type), and scores are int8, float32 or int32.")
    }
    return output
  }
}
