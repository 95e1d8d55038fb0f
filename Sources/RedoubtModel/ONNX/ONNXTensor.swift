/// `TensorProto`: a constant, with its elements still where the file has them.
struct ONNXTensor {
  private(set) var name = ""
  /// Dimensions as the file has them, not checked.
  private(set) var dimensions: [Int64] = []
  /// `TensorProto.DataType`.
  private(set) var elementType: Int64 = 0
  /// The message itself, which holds elements as lists of numbers where there is no raw data.
  let range: Range<Int>
  private(set) var rawData: Range<Int>?
  /// Where the elements stand in another file; nil when they are in this one.
  private(set) var external: ONNXExternalReference?

  /// More dimensions than any supported operator has.
  static let highestRank = 8

  init(_ bytes: [UInt8], _ range: Range<Int>) throws(ONNXError) {
    self.range = range
    var reference = ONNXExternalReference()
    var isExternal = false
    var reader = ProtobufReader(bytes, range)
    while let field = try reader.next() {
      switch field.number {
      case 1:
        try field.forEachInteger(bytes) { (number) throws(ONNXError) in
          guard dimensions.count < Self.highestRank else {
            throw .malformed("a tensor of more than \(Self.highestRank) dimensions", byte: field.position)
          }
          dimensions.append(number)
        }
      case 2: elementType = try field.integer()
      case 3:
        throw .unsupported(place: "tensor \"\(name)\"", "Segments are not read. Export one tensor whole.")
      case 8: name = try field.text(bytes)
      case 9: rawData = try field.range()
      case 13: try reference.read(bytes, try field.range())
      case 14: isExternal = try field.integer() == 1
      default: break
      }
    }
    if isExternal { external = reference }
  }

  /// How messages name the tensor.
  var place: String { "tensor \"\(name)\"" }

  /// The shape, checked.
  func shape() throws(ONNXError) -> [Int] {
    let shape = dimensions.map { Int($0) }
    guard shape.allSatisfy({ $0 >= 0 }), shape.elementCount <= Int(Int32.max) else {
      throw .invalid(place: place, "Shape \(shape) is not one that a tensor of a model can have.")
    }
    return shape
  }
}

/// Where the elements of a tensor stand outside the model file.
struct ONNXExternalReference: Equatable {
  /// Path relative to the model's folder.
  var location = ""
  var offset = 0
  /// Bytes, nil for what the shape needs.
  var length: Int?

  /// Reads one `StringStringEntryProto`.
  mutating func read(_ bytes: [UInt8], _ range: Range<Int>) throws(ONNXError) {
    var reader = ProtobufReader(bytes, range)
    var (key, value) = ("", "")
    while let field = try reader.next() {
      switch field.number {
      case 1: key = try field.text(bytes)
      case 2: value = try field.text(bytes)
      default: break
      }
    }
    switch key {
    case "location": location = value
    case "offset", "length":
      guard let number = Int(value), number >= 0 else {
        throw .malformed("external data with \(key) \"\(value.prefix(40))\"", byte: range.lowerBound)
      }
      if key == "offset" { offset = number } else { length = number }
    default: break
    }
  }
}
