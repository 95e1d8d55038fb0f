/// A small model, described in Swift and written as a `.tflite` file.
///
///     let model = ModelFixture(
///       tensors: [.activation([1, 2]), .weights([1, 2], [3, 4]), .activation([1, 1])],
///       operators: [.fullyConnected(inputs: [0, 1, -1], output: 2)])
///     let bytes = model.file
public struct ModelFixture: Sendable {
  public var tensors: [TensorFixture]
  public var operators: [OperatorFixture]
  /// Tensor indices of the network's inputs and outputs.
  public var inputs, outputs: [Int32]
  /// Entries of the metadata table.
  public var metadata: [(name: String, data: [UInt8])] = []
  public var identifier = "TFL3"
  /// Fields that replace those of the model's and of the subgraph's table.
  public var fields: [Int: FlatValue] = [:]
  public var subgraphFields: [Int: FlatValue] = [:]

  /// - Parameters:
  ///   - inputs: The first tensor unless given.
  ///   - outputs: The last tensor unless given.
  public init(
    tensors: [TensorFixture], operators: [OperatorFixture], inputs: [Int32] = [0], outputs: [Int32]? = nil
  ) {
    (self.tensors, self.operators, self.inputs) = (tensors, operators, inputs)
    self.outputs = outputs ?? [Int32(tensors.count - 1)]
  }

  /// The bytes of the file.
  public var file: [UInt8] {
    // Buffer 0 is the schema's empty one.
    var buffers: [FlatValue] = [.table([:])]
    let tensorTables = tensors.map { tensor in
      if tensor.hasBuffer { buffers.append(tensor.buffer) }
      return tensor.table(buffer: tensor.hasBuffer ? UInt32(buffers.count - 1) : 0)
    }
    let entries = metadata.map { entry in
      buffers.append(.table([0: .bytes(entry.data)]))
      return FlatValue.table([0: .string(entry.name), 1: .uint32(UInt32(buffers.count - 1))])
    }
    let codes = Array(Set(operators.map(\.code))).sorted()
    let codeTables = codes.map { code in
      FlatValue.table([0: .int8(Int8(clamping: code)), 2: .int32(1), 3: .int32(code)])
    }
    let operatorTables = operators.map { $0.table(codeIndex: UInt32(codes.firstIndex(of: $0.code)!)) }
    let subgraph: [Int: FlatValue] = [
      0: .tables(tensorTables), 1: .numbers(inputs), 2: .numbers(outputs), 3: .tables(operatorTables),
    ]
    var root: [Int: FlatValue] = [
      0: .uint32(3), 1: .tables(codeTables), 2: .tables([.table(subgraph.merging(subgraphFields) { $1 })]),
      3: .string("test model"), 4: .tables(buffers),
    ]
    if !entries.isEmpty { root[6] = .tables(entries) }
    return FlatWriter.file(.table(root.merging(fields) { $1 }), identifier: identifier)
  }

  /// Adds a memory plan in TensorFlow Lite Micro's format: one byte offset per tensor, −1 for "anywhere".
  public mutating func setOfflinePlan(_ offsets: [Int32], version: Int32 = 1, subgraph: Int32 = 0) {
    let words = [version, subgraph, Int32(offsets.count)] + offsets
    metadata.append(("OfflineMemoryAllocation", words.flatMap(littleEndian)))
  }
}
