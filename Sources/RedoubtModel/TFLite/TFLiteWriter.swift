/// Writes a graph as a TensorFlow Lite model (schema version 3).
///
/// Equal graphs give equal bytes. Constants are aligned to 16 bytes; buffer 0 is the empty one, which computed
/// tensors name. Values that nothing uses are left out.
public struct TFLiteWriter {
  private let graph: Graph
  /// Values that become tensors of the file, in the order of their tensor indices; biases that the writer adds come
  /// last and are not values of the graph given.
  public let tensors: [ValueID]
  /// Tensor index of each value that is written.
  public let tensorIndex: [ValueID: Int]

  /// - Throws: Where the graph cannot be computed, as `Graph.validate` does.
  public init(_ graph: Graph) throws(GraphError) {
    try graph.validate()
    var graph = graph
    graph.addMissingBiases()
    var isUsed = [Bool](repeating: false, count: graph.values.count)
    for id in graph.inputs + graph.outputs { isUsed[id.index] = true }
    for operation in graph.operations {
      for id in operation.inputs.compactMap({ $0 }) + operation.outputs { isUsed[id.index] = true }
    }
    self.graph = graph
    tensors = graph.values.indices.filter { isUsed[$0] }.map { ValueID(index: $0) }
    tensorIndex = Dictionary(uniqueKeysWithValues: tensors.enumerated().map { ($1, $0) })
  }

  /// The file's bytes.
  ///
  /// - Parameter metadata: Entries of the metadata table, in this order.
  /// - Throws: Where the file would be larger than the 2^31 − 1 bytes that its offsets reach.
  public func bytes(
    metadata: [ModelMetadata] = [], description: String = "Redoubt"
  ) throws(GraphError) -> [UInt8] {
    var buffers: [FlatNode] = [.table([:])]
    let tensorTables = tensors.map { tensorTable(graph[$0], &buffers) }
    let metadataTables = metadata.map { entry in
      buffers.append(Self.buffer(count: entry.bytes.count) { $0.append(contentsOf: entry.bytes) })
      return FlatNode.table([
        0: .reference(.text(entry.name)), 1: .uint32(UInt32(buffers.count - 1)),
      ])
    }
    let total = buffersByteCount + metadata.reduce(0) { $0 + $1.bytes.count }
    guard total < Int(Int32.max) / 2 else {
      throw GraphError("The model has \(total) bytes of constants, too many for the file format.")
    }
    var codes: [OperatorCode] = []
    let operators = graph.operations.map { operatorTable($0, &codes) }
    let subgraph = FlatNode.table([
      0: .reference(.list(tensorTables)), 1: .integers(indices(graph.inputs)),
      2: .integers(indices(graph.outputs)), 3: .reference(.list(operators)), 4: .reference(.text("main")),
    ])
    var model: [UInt8: FlatField] = [
      0: .uint32(3), 1: .reference(.list(codes.map(\.table))), 2: .reference(.list([subgraph])),
      3: .reference(.text(description)), 4: .reference(.list(buffers)),
    ]
    if !metadata.isEmpty { model[6] = .reference(.list(metadataTables)) }
    return FlatBufferWriter(root: .table(model), identifier: "TFL3").bytes
  }

  private var buffersByteCount: Int {
    tensors.reduce(0) { sum, id in graph[id].data == nil ? sum : sum + 8 * graph[id].count }
  }

  private func indices(_ ids: [ValueID?]) -> [Int32] {
    ids.map { id in Int32(id.flatMap { tensorIndex[$0] } ?? -1) }
  }

  private static func buffer(count: Int, _ append: @escaping (inout [UInt8]) -> Void) -> FlatNode {
    .table([0: .reference(.vector(count: count, alignment: 16, append: append))])
  }

  private func tensorTable(_ value: Value, _ buffers: inout [FlatNode]) -> FlatNode {
    var fields: [UInt8: FlatField] = [
      0: .integers(value.shape.map { Int32(clamping: $0) }), 1: .int8(value.type.schemaCode), 2: .uint32(0),
      3: .reference(.text(value.name)),
    ]
    if let data = value.data {
      fields[2] = .uint32(UInt32(buffers.count))
      buffers.append(Self.buffer(count: data.byteCount) { data.append(to: &$0) })
    }
    if let quantization = value.quantization {
      fields[4] = .reference(
        .table([
          2: .integers(quantization.scales.map(\.bitPattern)), 3: .integers(quantization.zeroPoints),
          6: .int32(Int32(clamping: quantization.dimension)),
        ]))
    }
    return .table(fields)
  }

  private func operatorTable(_ operation: GraphOperation, _ codes: inout [OperatorCode]) -> FlatNode {
    let encoding = operation.kind.encoding
    let code = OperatorCode(code: encoding.code, version: encoding.version)
    let index = codes.firstIndex(of: code) ?? codes.count
    if index == codes.count { codes.append(code) }
    // Optional inputs at the end are left out: not every reader takes −1 for them.
    let inputs = operation.inputs.prefix((operation.inputs.lastIndex { $0 != nil } ?? -1) + 1)
    var fields: [UInt8: FlatField] = [
      0: .uint32(UInt32(index)), 1: .integers(indices(Array(inputs))),
      2: .integers(indices(operation.outputs)),
    ]
    if encoding.optionsType != 0 {
      fields[3] = .uint8(encoding.optionsType)
      fields[4] = .reference(.table(encoding.options.mapValues(\.field)))
    }
    return .table(fields)
  }

  /// A row of the file's list of operators with their versions.
  private struct OperatorCode: Equatable {
    let code: Int32
    let version: Int32

    /// Codes from 127 on do not fit the 8-bit field that old readers know; it then holds 127.
    var table: FlatNode {
      .table([0: .int8(Int8(clamping: code)), 2: .int32(version), 3: .int32(code)])
    }
  }
}

extension OptionValue {
  fileprivate var field: FlatField {
    switch self {
    case .int8(let value): .int8(value)
    case .int32(let value): .int32(value)
    case .bool(let value): .bool(value)
    case .float32(let value): .float32(value)
    case .int32Vector(let elements): .integers(elements)
    }
  }
}

extension ElementType {
  /// Code of the schema's `TensorType`.
  fileprivate var schemaCode: Int8 {
    switch self {
    case .float32: 0
    case .int32: 2
    case .int64: 4
    case .bool: 6
    case .int8: 9
    }
  }

  /// Bytes of one element.
  public var byteCount: Int {
    switch self {
    case .int8, .bool: 1
    case .float32, .int32: 4
    case .int64: 8
    }
  }
}

extension TensorData {
  /// Bytes of all elements.
  public var byteCount: Int { count * type.byteCount }

  /// Appends the elements, little-endian.
  fileprivate func append(to bytes: inout [UInt8]) {
    func add<T: FixedWidthInteger>(_ value: T) {
      withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
    switch self {
    case .float32(let elements): for element in elements { add(element.bitPattern) }
    case .int8(let elements): for element in elements { add(element) }
    case .int32(let elements): for element in elements { add(element) }
    case .int64(let elements): for element in elements { add(element) }
    case .bool(let elements): for element in elements { add(element ? 1 as UInt8 : 0) }
    }
  }
}
