/// A tensor as the file declares it: shape, type, quantisation and, for a constant, where its bytes are.
///
/// Sixteen words on a 32-bit target: that much is copied by a few instructions, anything larger by a call.
public struct Tensor {
  private let indexWord: Int32
  /// Index in the subgraph's tensor list.
  public var index: Int { Int(indexWord) }
  public let type: TensorType
  public let shape: Shape
  public let quantization: Quantization
  /// Byte position of constant data in the file; nil for a tensor that lives in the arena.
  public var constantPosition: Int? { place < 0 ? nil : Int(place) }
  private let place: Int32

  /// Bytes of the whole tensor.
  public var byteCount: Int { shape.count &* type.byteCount }

  @inline(never)
  init(_ model: Model, _ index: Int) throws(ModelError) {
    let table = try model.tensors.table(index)
    var shape = Shape()
    if let dimensions = try table.vector(.tensorShape, elementBytes: 4) {
      for i in 0..<dimensions.count {
        let dimension = try dimensions.element(i, as: Int32.self)
        guard shape.append(dimension) else {
          throw ModelError(.outOfRange, .tensorShape, index: index, value: Int(dimension))
        }
      }
    }
    let code = try table.scalar(.tensorType, default: 0 as UInt8)
    guard let type = TensorType(rawValue: code) else {
      throw ModelError(.unsupportedType, .tensorType, index: index, value: Int(code))
    }
    guard shape.count <= Int(Int32.max) / type.byteCount else {
      throw ModelError(.tooLarge, .tensorShape, index: index, value: shape.count)
    }
    guard try table.scalar(.tensorIsVariable, default: 0 as UInt8) == 0 else {
      throw ModelError(.unsupportedFeature, .tensorIsVariable, index: index)
    }
    if try table.table(.tensorSparsity) != nil {
      throw ModelError(.unsupportedFeature, .tensorSparsity, index: index)
    }
    indexWord = Int32(truncatingIfNeeded: index)
    self.type = type
    self.shape = shape
    self.quantization = try Quantization(try table.table(.tensorQuantization), tensor: table, shape: shape)
    let buffer = try table.scalar(.tensorBuffer, default: 0 as UInt32)
    let position = try Self.position(
      model, buffer, tensor: index, bytes: shape.count &* type.byteCount, alignment: min(type.byteCount, 4))
    place = Int32(truncatingIfNeeded: position ?? -1)
  }

  /// Position of the buffer's data when it holds `bytes` bytes; nil when it holds none.
  @inline(never)
  private static func position(
    _ model: Model, _ buffer: UInt32, tensor: Int, bytes: Int, alignment: Int
  ) throws(ModelError) -> Int? {
    // Buffer 0 is the schema's empty buffer.
    guard buffer != 0 else { return nil }
    guard buffer <= UInt32(Int32.max), Int(buffer) < model.buffers.count else {
      throw ModelError(.outOfRange, .tensorBuffer, index: tensor, value: Int(truncatingIfNeeded: buffer))
    }
    guard let data = try model.bufferData(Int(buffer)) else { return nil }
    guard data.count == bytes else {
      throw ModelError(.shapeMismatch, .bufferData, index: Int(buffer), value: data.count)
    }
    // The file itself is aligned to 16 bytes, so a position tells the alignment in memory.
    guard data.position & (alignment - 1) == 0 else {
      throw ModelError(.misaligned, .bufferData, index: Int(buffer), value: data.position)
    }
    return data.position
  }

  /// Scale of a per-tensor quantisation.
  @inline(never)
  public func scale() throws(ModelError) -> Scale {
    try requirePerTensor()
    return try quantization.scale(of: index)
  }

  /// Zero point of a per-tensor quantisation, −128 … 127.
  @inline(never)
  public func zeroPoint() throws(ModelError) -> Int32 {
    try requirePerTensor()
    return try quantization.zeroPoint(of: index)
  }

  @inline(never)
  private func requirePerTensor() throws(ModelError) {
    guard quantization.count <= 1 else {
      throw error(.quantizationMismatch, .quantizationScale, value: quantization.count)
    }
  }

  /// An error about this tensor.
  @inline(never)
  func error(_ reason: ModelError.Reason, _ field: Field, value: Int = 0) -> ModelError {
    ModelError(reason, field, index: index, value: value)
  }

  /// Throws unless the tensor has this element type.
  @inline(never)
  func require(_ expected: TensorType) throws(ModelError) {
    guard type == expected else { throw error(.unsupportedType, .tensorType, value: Int(type.rawValue)) }
  }

  /// Throws unless the tensor has this many dimensions, each at least 1.
  @inline(never)
  func require(rank: Int) throws(ModelError) {
    guard shape.rank == rank, shape.count > 0 else {
      throw error(.shapeMismatch, .tensorShape, value: shape.rank)
    }
  }

  /// Throws unless the shape is `expected`.
  @inline(never)
  func require(_ expected: Shape) throws(ModelError) {
    guard shape == expected else { throw error(.shapeMismatch, .tensorShape, value: shape.count) }
  }

  /// True when both have the same per-tensor scale (bit for bit) and zero point.
  @inline(never)
  func isQuantizedLike(_ other: Tensor) throws(ModelError) -> Bool {
    let (a, b) = (try scale(), try other.scale())
    let (za, zb) = (try zeroPoint(), try other.zeroPoint())
    return a == b && za == zb
  }
}
