/// `ValueInfoProto`: a network input or output.
struct ONNXValueInfo {
  private(set) var name = ""
  /// `TensorProto.DataType`, 0 when it is not given.
  private(set) var elementType: Int64 = 0
  /// Dimensions; nil for a symbolic one (a batch size, say). Nil as a whole when the file gives no shape.
  private(set) var shape: [Int64?]?

  init(_ bytes: [UInt8], _ range: Range<Int>) throws(ONNXError) {
    var reader = ProtobufReader(bytes, range)
    while let field = try reader.next() {
      switch field.number {
      case 1: name = try field.text(bytes)
      case 2: try readType(bytes, try field.range())
      default: break
      }
    }
  }

  private mutating func readType(_ bytes: [UInt8], _ range: Range<Int>) throws(ONNXError) {
    var type = ProtobufReader(bytes, range)
    while let field = try type.next() {
      guard field.number == 1 else { continue }
      var tensor = ProtobufReader(bytes, try field.range())
      while let part = try tensor.next() {
        switch part.number {
        case 1: elementType = try part.integer()
        case 2: shape = try Self.dimensions(bytes, try part.range())
        default: break
        }
      }
    }
  }

  private static func dimensions(_ bytes: [UInt8], _ range: Range<Int>) throws(ONNXError) -> [Int64?] {
    var reader = ProtobufReader(bytes, range)
    var shape: [Int64?] = []
    while let field = try reader.next() {
      guard field.number == 1 else { continue }
      guard shape.count < ONNXTensor.highestRank else {
        throw .malformed("a shape of more than \(ONNXTensor.highestRank) dimensions", byte: field.position)
      }
      var dimension = ProtobufReader(bytes, try field.range())
      var value: Int64?
      while let part = try dimension.next() { if part.number == 1 { value = try part.integer() } }
      shape.append(value)
    }
    return shape
  }
}
