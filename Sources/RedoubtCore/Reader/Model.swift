/// A TensorFlow Lite model, read in place.
///
/// Holds nothing but positions inside the file. It is made anew for each step of the interpreter, so that no
/// copy of the file's structure lives in RAM.
public struct Model {
  /// The file that all positions refer to.
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
    let root = try TableFields(
      bytes,
      try FlatTable.position(
        bytes, at: try FlatVector.follow(bytes, 0, .fileHeader, 0), from: .fileHeader, index: 0),
      FieldLayout(.model).scalar(0, bytes: 4).vector(1, elementBytes: 4).vector(2, elementBytes: 4)
        .vector(4, elementBytes: 4).vector(6, elementBytes: 4), 0)
    guard root[0] == 3 else { throw ModelError(.unsupportedFeature, .modelVersion, value: Int(root[0])) }
    let subgraphs = FlatVector(
      bytes, known: root.place(2), FlatVector.Kind(.modelSubgraphs, elementBytes: 4))
    let count = subgraphs.count
    guard count == 1 else {
      throw ModelError(count == 0 ? .missing : .unsupportedFeature, .modelSubgraphs, value: count)
    }
    let graph = try TableFields(
      bytes, try subgraphs.tablePlace(0),
      FieldLayout(.subgraph).vector(0, elementBytes: 4).vector(1, elementBytes: 4)
        .vector(2, elementBytes: 4).vector(3, elementBytes: 4), 0)
    self.bytes = bytes
    (codesPlace, buffersPlace, metadataPlace) = (root[1], root[4], root[6])
    (tensorsPlace, inputsPlace, outputsPlace, operatorsPlace) = (graph[0], graph[1], graph[2], graph[3])
  }

  /// Tensor `index` of the subgraph.
  @inline(__always)
  public func tensor(_ index: Int) throws(ModelError) -> Tensor { try tensor(index, Tensor.anyType) }

  /// Tensor `index`, which must be of a type: its code in the schema, or `Tensor.anyType`.
  @inline(__always)
  func tensor(_ index: Int, _ type: Int) throws(ModelError) -> Tensor {
    try Tensor(bytes, tensors: tensorsPlace, buffers: buffersPlace, index, type)
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
    let buffer = try FlatVector(
      bytes, known: Int(buffers), FlatVector.Kind(.modelBuffers, elementBytes: 4)
    ).tablePlace(index)
    let fields = try TableFields(
      bytes, buffer, FieldLayout(.buffer).vector(0, elementBytes: 1).scalar(1, bytes: 8), index)
    // Data outside the FlatBuffer (files above 2 GB) is announced by an offset greater than 1.
    guard UInt32(bitPattern: fields[1]) < 2 else {
      throw ModelError(.unsupportedFeature, .bufferOffset, index: index)
    }
    let data = fields.place(0)
    return FlatVector(bytes, known: data, .bufferData).count == 0 ? 0 : data
  }

  /// Data of the metadata entry with this name, nil when the file has none.
  func metadata(named name: StaticString) throws(ModelError) -> FlatVector? {
    for i in 0..<metadata.count {
      let entry = try TableFields(
        bytes, try metadata.tablePlace(i),
        FieldLayout(.metadata).vector(0, elementBytes: 1).scalar(1, bytes: 4), i)
      let text = FlatVector(bytes, known: entry.place(0), FlatVector.Kind(.metadataName, elementBytes: 1))
      guard text.count == name.utf8CodeUnitCount, bytes.hold(name, at: text.position) else { continue }
      let buffer = Int(entry[1])
      guard buffer >= 0, buffer < buffers.count else {
        throw ModelError(.outOfRange, .metadataBuffer, index: i, value: buffer)
      }
      return try bufferData(buffer)
    }
    return nil
  }
}
