/// Reads the fields of one Protocol Buffers message in place, one after the other, each checked.
///
/// - Source: the Protocol Buffers encoding (tag = field number << 3 | wire type; base-128 varints).
struct ProtobufReader {
  /// The whole file; a message is a range of it.
  let bytes: [UInt8]
  private(set) var position: Int
  private let end: Int

  /// One field of a message.
  struct Field {
    let number: Int
    let value: Value
    /// Where its tag stands in the file, for messages.
    let position: Int
  }

  enum Value {
    case varint(UInt64)
    case fixed32(UInt32)
    case fixed64(UInt64)
    /// A string, a nested message or a packed list: its place in the file.
    case bytes(Range<Int>)
  }

  /// - Parameter range: The message; must lie inside `bytes`.
  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  var isAtEnd: Bool { position >= end }

  /// The next field, nil at the end of the message.
  mutating func next() throws(ONNXError) -> Field? {
    guard position < end else { return nil }
    let start = position
    let tag = try varint()
    let number = tag >> 3
    guard number >= 1, number < 1 << 29 else { throw .malformed("field number \(number)", byte: start) }
    let value: Value
    switch tag & 7 {
    case 0: value = .varint(try varint())
    case 1: value = .fixed64(try fixed(8))
    case 2:
      let length = try varint()
      guard length <= UInt64(end - position) else {
        throw .malformed("a field of \(length) bytes where \(end - position) are left", byte: start)
      }
      value = .bytes(position..<position + Int(length))
      position += Int(length)
    case 5: value = .fixed32(UInt32(truncatingIfNeeded: try fixed(4)))
    default: throw .malformed("wire type \(tag & 7)", byte: start)
    }
    return Field(number: Int(number), value: value, position: start)
  }

  /// A base-128 varint of at most ten bytes.
  mutating func varint() throws(ONNXError) -> UInt64 {
    let start = position
    var result: UInt64 = 0
    for shift in stride(from: UInt64(0), through: 63, by: 7) {
      guard position < end else { throw .malformed("a number that its message ends in", byte: start) }
      let byte = bytes[position]
      position += 1
      result |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return result }
    }
    throw .malformed("a number of more than ten bytes", byte: start)
  }

  /// A little-endian number of `count` bytes.
  mutating func fixed(_ count: Int) throws(ONNXError) -> UInt64 {
    guard end - position >= count else {
      throw .malformed("a number that its message ends in", byte: position)
    }
    var result: UInt64 = 0
    for i in 0..<count { result |= UInt64(bytes[position + i]) << UInt64(8 * i) }
    position += count
    return result
  }
}

extension ProtobufReader.Field {
  private var wrongType: ONNXError { .malformed("field \(number) of another type", byte: position) }

  /// The place of a string, message or packed list.
  func range() throws(ONNXError) -> Range<Int> {
    guard case .bytes(let range) = value else { throw wrongType }
    return range
  }

  /// A varint as a signed number.
  func integer() throws(ONNXError) -> Int64 {
    guard case .varint(let number) = value else { throw wrongType }
    return Int64(bitPattern: number)
  }

  func float() throws(ONNXError) -> Float {
    guard case .fixed32(let bits) = value else { throw wrongType }
    return Float(bitPattern: bits)
  }

  /// The text of a string field; bytes that are no UTF-8 are replaced.
  func text(_ bytes: [UInt8]) throws(ONNXError) -> String {
    String(decoding: bytes[try range()], as: UTF8.self)
  }

  /// Calls `body` with each number of a repeated integer field, packed or not.
  func forEachInteger(
    _ bytes: [UInt8], _ body: (Int64) throws(ONNXError) -> Void
  ) throws(ONNXError) {
    switch value {
    case .varint(let number): try body(Int64(bitPattern: number))
    case .bytes(let range):
      var reader = ProtobufReader(bytes, range)
      while !reader.isAtEnd { try body(Int64(bitPattern: try reader.varint())) }
    case .fixed32, .fixed64: throw wrongType
    }
  }

  /// Calls `body` with the bits of each number of a repeated float field, packed or not.
  func forEachFixed32(
    _ bytes: [UInt8], _ body: (UInt32) throws(ONNXError) -> Void
  ) throws(ONNXError) {
    switch value {
    case .fixed32(let bits): try body(bits)
    case .bytes(let range):
      var reader = ProtobufReader(bytes, range)
      while !reader.isAtEnd { try body(UInt32(truncatingIfNeeded: try reader.fixed(4))) }
    case .varint, .fixed64: throw wrongType
    }
  }

  /// Calls `body` with the bits of each number of a repeated double field, packed or not.
  func forEachFixed64(
    _ bytes: [UInt8], _ body: (UInt64) throws(ONNXError) -> Void
  ) throws(ONNXError) {
    switch value {
    case .fixed64(let bits): try body(bits)
    case .bytes(let range):
      var reader = ProtobufReader(bytes, range)
      while !reader.isAtEnd { try body(try reader.fixed(8)) }
    case .varint, .fixed32: throw wrongType
    }
  }
}
