import Testing

@testable import RedoubtModel

@Suite struct ProtobufReaderTests {
  private func fields(_ bytes: [UInt8]) throws -> [ProtobufReader.Field] {
    var reader = ProtobufReader(bytes, 0..<bytes.count)
    var result: [ProtobufReader.Field] = []
    while let field = try reader.next() { result.append(field) }
    return result
  }

  @Test func everyWireTypeIsRead() throws {
    let fields = try fields([
      0x08, 0x96, 0x01, 0x15, 0, 0, 0x80, 0x3f, 0x1a, 2, 0x68, 0x69, 0x21, 1, 0, 0, 0, 0, 0, 0, 0,
    ])
    #expect(fields.map(\.number) == [1, 2, 3, 4])
    #expect(try fields[0].integer() == 150)
    #expect(try fields[1].float() == 1)
    #expect(try fields[2].range() == 10..<12)
    guard case .fixed64(1) = fields[3].value else { return #expect(Bool(false)) }
  }

  @Test func negativeNumbersTakeTenBytes() throws {
    let fields = try fields([0x08] + [UInt8](repeating: 0xff, count: 9) + [1])
    #expect(try fields[0].integer() == -1)
  }

  @Test(
    arguments: [
      ([0x08], "a number that its message ends in"), ([0x08, 0x80], "a number that its message ends in"),
      ([0x15, 0, 0], "a number that its message ends in"),
      ([0x1a, 5, 0], "a field of 5 bytes where 1 are left"), ([0x0b], "wire type 3"),
      ([0x00, 0x00], "field number 0"),
      ([UInt8](repeating: 0xff, count: 11), "a number of more than ten bytes"),
    ] as [([UInt8], String)])
  func damageIsNamed(_ bytes: [UInt8], _ message: String) {
    let error = #expect(throws: ONNXError.self) { try fields(bytes) }
    #expect("\(error.map { "\($0)" } ?? "")".contains(message))
  }

  @Test func listsArePackedOrNot() throws {
    let fields = try fields([0x0a, 3, 1, 0x80, 0x02, 0x08, 7])
    var numbers: [Int64] = []
    let bytes: [UInt8] = [0x0a, 3, 1, 0x80, 0x02, 0x08, 7]
    for field in fields { try field.forEachInteger(bytes) { (n) throws(ONNXError) in numbers.append(n) } }
    #expect(numbers == [1, 256, 7])
  }
}
