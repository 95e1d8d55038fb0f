/// A TensorFlow Lite model, read in place.
///
/// Holds nothing but positions inside the file. It is made anew for each step of the interpreter, so that no
/// copy of the file's structure lives in RAM.
public struct Model {
  public let bytes: ModelBytes
  /// Tensors of the subgraph.
  public let tensors: FlatVector
  /// Operators of the subgraph in execution order.
  public let operators: FlatVector
  /// Tensor indices of the network's inputs and outputs.
  public let inputs, outputs: FlatVector
  let operatorCodes: FlatVector
  let buffers: FlatVector
  let metadata: FlatVector

  /// Reads the root tables; one subgraph, schema version 3.
  public init(_ bytes: ModelBytes) throws(ModelError) {
    // "TFL3", the file identifier, stands at byte 4.
    guard bytes.load(4, as: UInt32.self) == 0x334c_4654 else { throw ModelError(.notAModel, .fileHeader) }
    let root = try FlatTable(
      bytes, at: try FlatVector.follow(bytes, 0, .fileHeader, 0), from: .fileHeader)
    let version = try root.scalar(.modelVersion, default: 0 as UInt32)
    guard version == 3 else {
      throw ModelError(.unsupportedFeature, .modelVersion, value: Int(truncatingIfNeeded: version))
    }
    guard let subgraphs = try root.vector(.modelSubgraphs, elementBytes: 4), subgraphs.count > 0 else {
      throw ModelError(.missing, .modelSubgraphs)
    }
    guard subgraphs.count == 1 else {
      throw ModelError(.unsupportedFeature, .modelSubgraphs, value: subgraphs.count)
    }
    let graph = try subgraphs.table(0)
    self.bytes = bytes
    operatorCodes = try root.vectorOrEmpty(.modelOperatorCodes, elementBytes: 4)
    buffers = try root.vectorOrEmpty(.modelBuffers, elementBytes: 4)
    metadata = try root.vectorOrEmpty(.modelMetadata, elementBytes: 4)
    tensors = try graph.vectorOrEmpty(.subgraphTensors, elementBytes: 4)
    inputs = try graph.vectorOrEmpty(.subgraphInputs, elementBytes: 4)
    outputs = try graph.vectorOrEmpty(.subgraphOutputs, elementBytes: 4)
    operators = try graph.vectorOrEmpty(.subgraphOperators, elementBytes: 4)
  }

  /// Tensor `index` of the subgraph.
  public func tensor(_ index: Int) throws(ModelError) -> Tensor { try Tensor(self, index) }

  /// Network input `i`.
  public func input(_ i: Int) throws(ModelError) -> Tensor {
    try tensor(Int(try inputs.element(i, as: Int32.self)))
  }

  /// Network output `i`.
  public func output(_ i: Int) throws(ModelError) -> Tensor {
    try tensor(Int(try outputs.element(i, as: Int32.self)))
  }

  /// Data of buffer `index`, nil when it is empty.
  func bufferData(_ index: Int) throws(ModelError) -> FlatVector? {
    let buffer = try buffers.table(index)
    // Data outside the FlatBuffer (files above 2 GB) is announced by an offset greater than 1.
    guard try buffer.scalar(.bufferOffset, default: 0 as UInt64) < 2 else {
      throw ModelError(.unsupportedFeature, .bufferOffset, index: index)
    }
    guard let data = try buffer.vector(.bufferData, elementBytes: 1), data.count > 0 else { return nil }
    return data
  }

  /// Data of the metadata entry with this name, nil when the file has none.
  func metadata(named name: StaticString) throws(ModelError) -> FlatVector? {
    for i in 0..<metadata.count {
      let entry = try metadata.table(i)
      guard let text = try entry.vector(.metadataName, elementBytes: 1),
        text.count == name.utf8CodeUnitCount, bytes.hold(name, at: text.position)
      else { continue }
      let buffer = try entry.scalar(.metadataBuffer, default: 0 as UInt32)
      guard buffer <= UInt32(Int32.max), Int(buffer) < buffers.count else {
        throw ModelError(.outOfRange, .metadataBuffer, index: i, value: Int(truncatingIfNeeded: buffer))
      }
      return try bufferData(Int(buffer))
    }
    return nil
  }
}
