import RedoubtCore

extension Evaluation {
  /// Records that are run between two reports of progress, on all processors.
  private static let recordsAtOnce = 64

  /// Runs a float network on every record of a data set.
  ///
  /// - Parameter progress: As for the int8 network.
  /// - Throws: `DatasetError`, `FileError`, `NetworkFileError`, and what `progress` throws.
  public static func run(
    _ network: FloatNetwork, _ specification: DatasetSpecification,
    progress: (_ done: Int, _ count: Int) throws -> Void = { _, _ in }
  ) throws -> Evaluation {
    let input = try classifierInput(network.inputs)
    let output = try classifierOutput(network.outputs)
    let (dataset, labels) = try labelledDataset(
      specification, elements: input.elementCount, classes: output.elementCount)
    let encoder = try RecordEncoder(dataset, input: input)
    var correct = 0
    for first in stride(from: 0, to: dataset.count, by: recordsAtOnce) {
      try progress(first, dataset.count)
      let chosen = first..<min(first + recordsAtOnce, dataset.count)
      let results = try network.run(try chosen.map { try encoder.encode($0) })
      for (i, result) in zip(chosen, results)
      where Decision.top1(Array(result[..<output.byteCount]), type: output.type) == labels[i] {
        correct += 1
      }
    }
    return Evaluation(correct: correct, count: dataset.count)
  }
}
