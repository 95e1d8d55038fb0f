import RedoubtModel

/// Records that represent what the network will see, made when they are asked for.
public struct CalibrationRecords: Sendable {
  /// Number of records, at least 1.
  public let count: Int
  private let make: @Sendable (Int) throws -> [HostTensor]

  /// - Parameter record: Record i: the network's inputs in order, in the layout of the source file.
  public init(count: Int, record: @escaping @Sendable (Int) throws -> [HostTensor]) {
    self.count = count
    make = record
  }

  /// The records of a data set, for a network with one input.
  ///
  /// - Parameter graph: The network as imported.
  /// - Throws: `DatasetError` or `FileError`.
  public init(_ specification: DatasetSpecification, for graph: Graph) throws {
    guard graph.inputs.count == 1 else {
      throw DatasetError.mismatch(
        "The network has \(graph.inputs.count) inputs, and records of a data set feed 1.")
    }
    let shape = graph.fileShape(of: graph.inputs[0])
    guard shape.count < 2 || shape[0] == 1 else {
      throw DatasetError.mismatch(
        "The network takes batches of \(shape[0]), and data sets are run record by record."
          + " Export the network with batch 1.")
    }
    let dataset = try Dataset.read(specification, elementsPerRecord: shape.elementCount)
    let encoder = try RecordEncoder(
      dataset,
      input: TensorDescription(
        index: 0, name: graph[graph.inputs[0]].name, shape: shape, type: .float32, quantization: nil,
        scaleCount: 0))
    self.init(count: dataset.count) { i in
      let bytes = try encoder.encode(i)
      let elements = stride(from: 0, to: bytes.count, by: 4).map { start in
        Float(bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) })
      }
      return [HostTensor(shape: shape, elements)]
    }
  }

  /// Record i.
  func record(_ i: Int) throws -> [HostTensor] { try make(i) }

  /// SHA-256 of all records as float32, hexadecimal.
  public func digest() throws -> String {
    var digest = SHA256()
    for i in 0..<count {
      for tensor in try record(i) {
        digest.update(
          (tensor.data.floats ?? []).flatMap { x in
            (0..<4).map { UInt8(truncatingIfNeeded: x.bitPattern >> (8 * $0)) }
          })
      }
    }
    return digest.hexadecimal()
  }

  /// Every `step`-th record, from `first` on.
  func every(_ step: Int, from first: Int = 0) -> CalibrationRecords {
    let make = make
    return CalibrationRecords(count: (count - first + step - 1) / step) { try make(first + $0 * step) }
  }

  /// All records but the last of every `step`.
  func without(every step: Int) -> CalibrationRecords {
    let make = make
    return CalibrationRecords(count: count - count / step) {
      try make($0 / (step - 1) * step + $0 % (step - 1))
    }
  }
}
