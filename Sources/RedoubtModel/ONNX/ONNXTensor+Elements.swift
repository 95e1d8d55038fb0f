/// Reading the elements of a tensor of the file.
extension ONNXTensor {
  /// The type of the elements.
  func type() throws(ONNXError) -> ONNXElementType {
    guard let type = ONNXElementType(rawValue: elementType) else {
      throw .unsupported(
        place: place,
        "Elements of ONNX type \(elementType) are not supported; float, float16, bfloat16, double, bool and "
          + "integers of 8 to 64 bits are. Export the float network.")
    }
    return type
  }

  /// The tensor with its elements; floats of every type as float32.
  ///
  /// - Parameters:
  ///   - bytes: The model file.
  ///   - folder: Where external data is looked for.
  ///   - arrangement: How the elements are wanted; its shape must have as many.
  func tensor(
    _ bytes: [UInt8], _ folder: ONNXExternalData, _ arrangement: ONNXArrangement? = nil
  ) throws(ONNXError) -> HostTensor {
    let (shape, type) = (try shape(), try type())
    let count = shape.elementCount
    let result = arrangement?.resultShape ?? shape
    if let external {
      let data = try folder.read(external, byteCount: count * type.size, place: place)
      return HostTensor(shape: result, data: Self.decode(data, 0, count: count, type, arrangement))
    }
    if let rawData {
      guard rawData.count == count * type.size else {
        throw .invalid(
          place: place,
          "It has \(rawData.count) bytes where shape \(shape) needs \(count * type.size). Export the model again."
        )
      }
      let data = Self.decode(bytes, rawData.lowerBound, count: count, type, arrangement)
      return HostTensor(shape: result, data: data)
    }
    let tensor = HostTensor(
      shape: arrangement?.shape ?? shape, data: try listed(bytes, type, count: count, shape: shape))
    guard let arrangement else { return tensor }
    do { return try tensor.transposed(by: arrangement.permutation) } catch {
      throw .invalid(place: place, error.message)
    }
  }

  private static func decode(
    _ bytes: [UInt8], _ start: Int, count: Int, _ type: ONNXElementType, _ arrangement: ONNXArrangement?
  ) -> TensorData {
    bytes.withUnsafeBytes { file in
      func elements<Stored: FixedWidthInteger & BitwiseCopyable, Element>(
        _ convert: (Stored) -> Element
      ) -> [Element] {
        [Element](unsafeUninitializedCapacity: count) { result, initialized in
          guard let base = result.baseAddress else { return }
          let walk = arrangement?.walk ?? StridedWalk([count], a: [1], b: [1])
          let step = walk.runStep
          walk.forEachRun { at in
            for i in 0..<walk.run {
              let offset = start + (at.a + i * step.a) * MemoryLayout<Stored>.size
              let bits = file.loadUnaligned(fromByteOffset: offset, as: Stored.self)
              (base + at.b + i * step.b).initialize(to: convert(Stored(littleEndian: bits)))
            }
          }
          initialized = count
        }
      }
      return switch type {
      case .float32: .float32(elements { (bits: UInt32) in Float(bitPattern: bits) })
      case .float64: .float32(elements { (bits: UInt64) in Float(Double(bitPattern: bits)) })
      case .float16: .float32(elements { (bits: UInt16) in Float(float16Bits: bits) })
      case .bfloat16: .float32(elements { (bits: UInt16) in Float(bitPattern: UInt32(bits) << 16) })
      case .uint8: .int32(elements { (number: UInt8) in Int32(number) })
      case .int8: .int32(elements { (number: Int8) in Int32(number) })
      case .uint16: .int32(elements { (number: UInt16) in Int32(number) })
      case .int16: .int32(elements { (number: Int16) in Int32(number) })
      case .int32: .int32(elements { (number: Int32) in number })
      case .uint32: .int64(elements { (number: UInt32) in Int64(number) })
      case .int64: .int64(elements { (number: Int64) in number })
      case .uint64: .int64(elements { (number: UInt64) in Int64(clamping: number) })
      case .bool: .bool(elements { (number: UInt8) in number != 0 })
      }
    }
  }

  /// Elements that stand in the message as lists of numbers.
  private func listed(
    _ bytes: [UInt8], _ type: ONNXElementType, count: Int, shape: [Int]
  ) throws(ONNXError) -> TensorData {
    var floats: [Float] = []
    var integers: [Int64] = []
    // Every element takes at least a byte, so a count that the message cannot hold reserves nothing.
    let capacity = min(count, range.count)
    if type.elementType == .float32 {
      floats.reserveCapacity(capacity)
    } else {
      integers.reserveCapacity(capacity)
    }
    func room(_ taken: Int) throws(ONNXError) {
      guard taken < count else {
        throw .invalid(place: place, "It has more elements than its shape \(shape). Export the model again.")
      }
    }
    var reader = ProtobufReader(bytes, range)
    while let field = try reader.next() {
      switch (field.number, type) {
      case (4, .float32):
        try field.forEachFixed32(bytes) { (bits) throws(ONNXError) in
          try room(floats.count)
          floats.append(Float(bitPattern: bits))
        }
      case (10, .float64):
        try field.forEachFixed64(bytes) { (bits) throws(ONNXError) in
          try room(floats.count)
          floats.append(Float(Double(bitPattern: bits)))
        }
      case (5, .float16), (5, .bfloat16):
        try field.forEachInteger(bytes) { (number) throws(ONNXError) in
          try room(floats.count)
          let bits = UInt16(truncatingIfNeeded: number)
          floats.append(type == .float16 ? Float(float16Bits: bits) : Float(bitPattern: UInt32(bits) << 16))
        }
      case (5, .int32), (5, .int16), (5, .int8), (5, .uint16), (5, .uint8), (5, .bool), (7, .int64),
        (11, .uint32), (11, .uint64):
        try field.forEachInteger(bytes) { (number) throws(ONNXError) in
          try room(integers.count)
          integers.append(number)
        }
      default: break
      }
    }
    guard max(floats.count, integers.count) == count else {
      throw .invalid(
        place: place,
        "It has \(max(floats.count, integers.count)) elements where shape \(shape) needs \(count). Export the model "
          + "again, and keep files of external data beside it.")
    }
    return switch type.elementType {
    case .float32: .float32(floats)
    case .int64: .int64(integers)
    case .bool: .bool(integers.map { $0 != 0 })
    case .int32, .int8: .int32(integers.map { Int32(truncatingIfNeeded: $0) })
    }
  }
}
