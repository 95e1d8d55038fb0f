/// `AttributeProto`: whichever of its values the file holds.
struct ONNXAttribute {
  private(set) var name = ""
  private(set) var float: Float?
  private(set) var integer: Int64?
  private(set) var text: String?
  private(set) var tensor: ONNXTensor?
  private(set) var floats: [Float] = []
  private(set) var integers: [Int64] = []

  /// More numbers than any attribute that is read has; larger data stands in tensors.
  private static let longestList = 1 << 16

  init(_ bytes: [UInt8], _ range: Range<Int>) throws(ONNXError) {
    var reader = ProtobufReader(bytes, range)
    while let field = try reader.next() {
      switch field.number {
      case 1: name = try field.text(bytes)
      case 2: float = try field.float()
      case 3: integer = try field.integer()
      case 4: text = try field.text(bytes)
      case 5: tensor = try ONNXTensor(bytes, try field.range())
      case 7:
        try field.forEachFixed32(bytes) { (bits) throws(ONNXError) in floats.append(Float(bitPattern: bits)) }
      case 8: try field.forEachInteger(bytes) { (number) throws(ONNXError) in integers.append(number) }
      default: break
      }
      guard floats.count <= Self.longestList, integers.count <= Self.longestList else {
        throw .malformed("an attribute with more than \(Self.longestList) numbers", byte: field.position)
      }
    }
  }
}
