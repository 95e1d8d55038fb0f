/// A tensor as the file declares it: shape, type, quantisation and, for a constant, where its bytes are.
///
/// Seventeen words on a 32-bit target.
public struct Tensor {
  private let indexWord: Int32
  /// Index in the subgraph's tensor list.
  public var index: Int { Int(indexWord) }
  public let type: TensorType
  public let shape: Shape
  /// Has no scales where the tensor is not quantised.
  public let quantization: Quantization
  /// Byte position of constant data in the file; nil for a tensor that lives in the arena.
  public var constantPosition: Int? { place < 0 ? nil : Int(place) }
  private let place: Int32

  /// Bytes of the whole tensor.
  public var byteCount: Int { Int(byteCountWord) }
  private let byteCountWord: Int32

  /// Stands for every type, where one could be asked for.
  static let anyType = -1

  /// - Parameters:
  ///   - tensors: Place of the model's tensors.
  ///   - buffers: Place of its buffers.
  ///   - expected: Code of the type that it must have, or `anyType`.
  @inline(never)
  init(_ bytes: ModelBytes, tensors: Int32, buffers: Int32, _ index: Int, _ expected: Int) throws(ModelError)
  {
    let table = try FlatVector(
      bytes, known: Int(tensors), FlatVector.Kind(.subgraphTensors, elementBytes: 4)
    ).tablePlace(index)
    var fields = TableFields()
    try fields.read(bytes, table, Self.fields, index)
    var shape = Shape()
    let dimensions = fields.place(0)
    if dimensions != 0 {
      for i in 0..<Int(unsafe bytes.word(dimensions &- 4)) {
        // The vector lies in the file.
        let dimension = unsafe bytes.word(dimensions &+ 4 &* i)
        guard shape.append(dimension) else {
          throw ModelError(.outOfRange, .tensorShape, index: index, value: Int(dimension))
        }
      }
    }
    let code = UInt8(truncatingIfNeeded: fields[1])
    guard let type = TensorType(rawValue: code), expected == Self.anyType || expected == Int(code) else {
      throw ModelError(.unsupportedType, .tensorType, index: index, value: Int(code))
    }
    let (size, isTooLarge) = Int32(truncatingIfNeeded: shape.count).multipliedReportingOverflow(
      by: Int32(truncatingIfNeeded: type.byteCount))
    guard !isTooLarge else {
      throw ModelError(.tooLarge, .tensorShape, index: index, value: shape.count)
    }
    guard fields[5] == 0 else { throw ModelError(.unsupportedFeature, .tensorIsVariable, index: index) }
    guard fields[6] == 0 else { throw ModelError(.unsupportedFeature, .tensorSparsity, index: index) }
    indexWord = Int32(truncatingIfNeeded: index)
    byteCountWord = size
    self.type = type
    self.shape = shape
    let buffer = UInt32(bitPattern: fields[2])
    self.quantization = try Quantization(bytes, at: fields.place(4), &fields, tensor: index, shape)
    place = try Self.constant(
      bytes, buffers, buffer, Int(size), alignment: min(type.byteCount, 4), index)
  }

  /// Shape, type, buffer, quantisation, whether it is variable, sparsity.
  @inline(__always)
  private static var fields: FieldLayout {
    FieldLayout(.tensor).vector(0, elementBytes: 4).scalar(1, bytes: 1).scalar(2, bytes: 4).table(4)
      .scalar(5, bytes: 1).table(6)
  }

  /// Position of a buffer's data, −1 where it has none.
  ///
  /// - Parameters:
  ///   - buffers: Place of the model's buffers.
  ///   - size: Bytes that the data must have.
  @inline(__always)
  private static func constant(
    _ bytes: ModelBytes, _ buffers: Int32, _ buffer: UInt32, _ size: Int, alignment: Int, _ index: Int
  ) throws(ModelError) -> Int32 {
    // Buffer 0 is the schema's empty buffer.
    guard buffer != 0 else { return -1 }
    let vector = FlatVector(
      bytes, known: Int(buffers), FlatVector.Kind(.modelBuffers, elementBytes: 4))
    guard buffer <= UInt32(Int32.max), Int(buffer) < vector.count else {
      throw ModelError(.outOfRange, .tensorBuffer, index: index, value: Int(truncatingIfNeeded: buffer))
    }
    let position = try Model.bufferPlace(bytes, buffers, Int(buffer))
    guard position != 0 else { return -1 }
    let count = Int(unsafe bytes.word(position &- 4))
    guard count == size else {
      throw ModelError(.shapeMismatch, .bufferData, index: Int(buffer), value: count)
    }
    // The file itself is aligned to 16 bytes, so a position tells the alignment in memory.
    guard position & (alignment - 1) == 0 else {
      throw ModelError(.misaligned, .bufferData, index: Int(buffer), value: position)
    }
    return Int32(truncatingIfNeeded: position)
  }

  /// Scale of a per-tensor quantisation.
  @inline(__always)
  public func scale() throws(ModelError) -> Scale {
    try quantization.perTensorScale(of: index)
  }

  /// Scale and zero point of a per-tensor quantisation.
  @inline(__always)
  func affine() throws(ModelError) -> AffineScale { try quantization.affine(of: index) }

  /// Zero point of a per-tensor quantisation, −128 … 127.
  @inline(__always)
  public func zeroPoint() throws(ModelError) -> Int32 {
    try quantization.perTensorZeroPoint(of: index)
  }

  // The checks are inlined, or inlined as far as the few words that they need: a call of a method would copy the tensor.

  /// An error about this tensor.
  @inline(__always)
  func error(_ reason: ModelError.Reason, _ field: Field, value: Int = 0) -> ModelError {
    ModelError(reason, field, index: index, value: value)
  }

  /// Throws unless the tensor has this element type.
  @inline(__always)
  func require(_ expected: TensorType) throws(ModelError) {
    try Self.require(type, expected, index)
  }

  @inline(never)
  private static func require(
    _ type: TensorType, _ expected: TensorType, _ index: Int
  ) throws(ModelError) {
    guard type == expected else {
      throw ModelError(.unsupportedType, .tensorType, index: index, value: Int(type.rawValue))
    }
  }

  /// Throws unless the tensor has this many dimensions, each at least 1.
  @inline(__always)
  func require(rank: Int) throws(ModelError) {
    try Self.require(rank: rank, shape.rank, shape.count, index)
  }

  @inline(never)
  private static func require(
    rank expected: Int, _ rank: Int, _ count: Int, _ index: Int
  ) throws(ModelError) {
    guard rank == expected, count > 0 else {
      throw ModelError(.shapeMismatch, .tensorShape, index: index, value: rank)
    }
  }

  /// Throws unless the shape is `expected`.
  @inline(never)
  func require(_ expected: Shape) throws(ModelError) {
    guard shape == expected else { throw error(.shapeMismatch, .tensorShape, value: shape.count) }
  }

  /// True when both have the same per-tensor scale (bit for bit) and zero point.
  func isQuantizedLike(_ other: Tensor) throws(ModelError) -> Bool {
    let (a, b) = (try affine(), try other.affine())
    return a.scale == b.scale && a.zeroPoint == b.zeroPoint
  }
}
