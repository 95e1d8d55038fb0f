import RedoubtCore

/// Reads the constants of a model file; those that share a buffer share their elements.
struct ConstantReader {
  private let bytes: UnsafeRawBufferPointer
  private var read: [Key: TensorData] = [:]
  private var budget: ExpansionBudget

  /// What tells constants apart: two with the same key have the same elements.
  private struct Key: Hashable {
    let position: Int
    let type: TensorType
    let count: Int
  }

  /// - Parameter bytes: The model file; must outlive the reader.
  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
    budget = ExpansionBudget(fileBytes: bytes.count)
  }

  /// Elements of a constant, nil for a tensor that is computed.
  mutating func data(_ tensor: Tensor) throws(GraphError) -> TensorData? {
    // The reader has checked that the buffer lies inside the file and has the tensor's size.
    guard let position = tensor.constantPosition else { return nil }
    let key = Key(position: position, type: tensor.type, count: tensor.shape.count)
    if let known = read[key] { return known }
    let data: TensorData
    switch tensor.type {
    case .float32:
      data = .float32(elements(key) { (bits: UInt32) in Float(bitPattern: bits) })
    case .float16:
      try budget.take(key.count)
      data = .float32(elements(key) { (bits: UInt16) in Float(float16Bits: bits) })
    case .int8: data = .int8(elements(key) { (element: Int8) in element })
    case .int32: data = .int32(elements(key) { (element: Int32) in element })
    case .int64: data = .int64(elements(key) { (element: Int64) in element })
    case .bool: data = .bool(elements(key) { (element: UInt8) in element != 0 })
    case .uint8, .int16, .int4: return nil
    }
    read[key] = data
    return data
  }

  private func elements<Stored: FixedWidthInteger & BitwiseCopyable, Element>(
    _ key: Key, _ convert: (Stored) -> Element
  ) -> [Element] {
    (0..<key.count).map { i in
      let offset = key.position + i * MemoryLayout<Stored>.size
      return convert(Stored(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Stored.self)))
    }
  }
}

extension Float {
  /// The value of an IEEE 754 binary16 number; spelled out because `Float16` does not exist on every host.
  init(float16Bits bits: UInt16) {
    let magnitude = UInt32(bits & 0x7fff)
    let sign: Float = bits & 0x8000 == 0 ? 1 : -1
    switch magnitude >> 10 {
    case 0: self = sign * Float(magnitude) * 0x1p-24
    case 31: self = magnitude == 0x7c00 ? sign * .infinity : .nan
    // The fraction keeps its place below the exponent, whose bias grows from 15 to 127.
    default: self = sign * Float(bitPattern: (magnitude << 13) + (112 << 23))
    }
  }
}
