import RedoubtHost
import RedoubtModel

/// Records that units are ranked by, as bytes of the network's only input.
public struct RankingRecords: Sendable {
  /// Input bytes of each record, in the order of the data set.
  public let records: [[UInt8]]
  /// Class of each record; nil where the data have none.
  public let labels: [Int]?

  /// - Parameters:
  ///   - records: At least one, each with the bytes of the network's input.
  ///   - labels: As many as records.
  public init(records: [[UInt8]], labels: [Int]? = nil) {
    precondition(labels == nil || labels?.count == records.count, "a label for each record")
    self.records = records
    self.labels = labels
  }

  /// Reads a data set for a network with one input of batch 1.
  ///
  /// - Throws: `DatasetError`, `FileError` or `ModelError`.
  public init(_ specification: DatasetSpecification, for interpreter: HostInterpreter) throws {
    let inputs = try interpreter.inputs()
    guard let input = inputs.first, inputs.count == 1, input.shape.rank < 2 || input.shape[0] == 1 else {
      throw DatasetError.mismatch(
        "Units are ranked record by record, and the network has \(inputs.count) inputs or takes batches."
          + " Export the model with one input of batch 1.")
    }
    let dataset = try Dataset.read(specification, elementsPerRecord: input.shape.count)
    let classes = try interpreter.outputs().first?.shape.count ?? 0
    if let labels = dataset.labels, let record = labels.firstIndex(where: { $0 >= classes }) {
      throw DatasetError.invalidLabel(
        path: specification.labels ?? specification.path, record: dataset.position(of: record),
        label: labels[record], classes: classes)
    }
    let encoder = try RecordEncoder(dataset, input: try interpreter.describe(input))
    var records: [[UInt8]] = []
    for i in 0..<dataset.count { records.append(try encoder.encode(i)) }
    self.init(records: records, labels: dataset.labels)
  }
}
