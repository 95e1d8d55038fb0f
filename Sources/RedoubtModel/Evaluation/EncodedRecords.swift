import RedoubtCore
import RedoubtHost

/// The records of a data set as a network takes them, all in memory.
public struct EncodedRecords: Sendable {
  /// Input bytes of each record.
  public let records: [[UInt8]]
  /// Class of each record; nil where the data have none.
  public let labels: [Int]?

  public init(records: [[UInt8]], labels: [Int]?) {
    self.records = records
    self.labels = labels
  }

  /// - Throws: `DatasetError`, `FileError`, `ModelError`.
  public init(_ interpreter: HostInterpreter, _ specification: DatasetSpecification) throws {
    let specification = try specification.completed(by: interpreter)
    let input = try Evaluation.classifierInput(try interpreter.inputs().map { try interpreter.describe($0) })
    let dataset = try Dataset.read(specification, elementsPerRecord: input.elementCount)
    let encoder = try RecordEncoder(dataset, input: input)
    var records: [[UInt8]] = []
    records.reserveCapacity(dataset.count)
    for i in 0..<dataset.count { records.append(try encoder.encode(i)) }
    self.records = records
    labels = dataset.labels
  }
}
