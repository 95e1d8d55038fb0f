/// A TensorFlow Lite model, read in place.
///
/// Holds nothing but positions inside the file. It is made anew for each step of the interpreter, so that no
/// copy of the file's structure lives in RAM.
public struct Model {
  public let bytes: ModelBytes
  // Where the vectors of tables begin, 0 for one that is absent. A model is a part of each node, so it is kept small.
  private let codesPlace, buffersPlace, metadataPlace: Int32
  private let tensorsPlace, inputsPlace, outputsPlace, operatorsPlace: Int32

  /// Tensors of the subgraph.
  public var tensors: FlatVector { vector(tensorsPlace, .subgraphTensors) }
  /// Operators of the subgraph in execution order.
  public var operators: FlatVector { vector(operatorsPlace, .subgraphOperators) }
  /// Tensor indices of the network's inputs.
  public var inputs: FlatVector { vector(inputsPlace, .subgraphInputs) }
  /// Tensor indices of the network's outputs.
  public var outputs: FlatVector { vector(outputsPlace, .subgraphOutputs) }
  var operatorCodes: FlatVector { vector(codesPlace, .modelOperatorCodes) }
  var buffers: FlatVector { vector(buffersPlace, .modelBuffers) }
  var metadata: FlatVector { vector(metadataPlace, .modelMetadata) }

  private func vector(_ place: Int32, _ field: Field) -> FlatVector {
    FlatVector(bytes, known: Int(place), FlatVector.Kind(field, elementBytes: 4))
  }

  /// Reads the root tables; one subgraph, schema version 3.
  @inline(never)
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
    codesPlace = try root.tablesPlace(.modelOperatorCodes)
    buffersPlace = try root.tablesPlace(.modelBuffers)
    metadataPlace = try root.tablesPlace(.modelMetadata)
    tensorsPlace = try graph.tablesPlace(.subgraphTensors)
    inputsPlace = try graph.tablesPlace(.subgraphInputs)
    outputsPlace = try graph.tablesPlace(.subgraphOutputs)
    operatorsPlace = try graph.tablesPlace(.subgraphOperators)
  }

  /// Tensor `index` of the subgraph.
  @inline(__always)
  public func tensor(_ index: Int) throws(ModelError) -> Tensor {
    try Tensor(bytes, tensors: tensorsPlace, buffers: buffersPlace, index)
  }

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
    let place = try Self.bufferPlace(bytes, buffersPlace, index)
    return place == 0 ? nil : FlatVector(bytes, known: place, .bufferData)
  }

  /// Where the data of buffer `index` begin, 0 when it is empty.
  ///
  /// - Parameter buffers: Place of the model's buffers.
  @inline(never)
  static func bufferPlace(_ bytes: ModelBytes, _ buffers: Int32, _ index: Int) throws(ModelError) -> Int {
    let buffer = FlatTable.Opened(
      bytes,
      known: try FlatVector(
        bytes, known: Int(buffers), FlatVector.Kind(.modelBuffers, elementBytes: 4)
      ).tablePlace(index))
    // Data outside the FlatBuffer (files above 2 GB) is announced by an offset greater than 1.
    guard try buffer.scalar(.bufferOffset, bytes: 8, index: index) < 2 else {
      throw ModelError(.unsupportedFeature, .bufferOffset, index: index)
    }
    let data = try buffer.vector(.bufferData, elementBytes: 1, index: index)
    return FlatVector(bytes, known: data, .bufferData).count == 0 ? 0 : data
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
