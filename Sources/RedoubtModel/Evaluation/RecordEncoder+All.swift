import RedoubtHost

extension RecordEncoder {
  /// The input bytes of every record of a data set, for a network with one input of batch 1.
  ///
  /// - Throws: `DatasetError`, `FileError`, `ModelError`.
  public static func encodeAll(
    _ specification: DatasetSpecification, for interpreter: HostInterpreter
  ) throws -> [[UInt8]] {
    let input = try Evaluation.classifierInput(interpreter)
    let dataset = try Dataset.read(specification, elementsPerRecord: input.shape.count)
    let encoder = try RecordEncoder(dataset, input: try interpreter.describe(input))
    return try (0..<dataset.count).map { try encoder.encode($0) }
  }
}
