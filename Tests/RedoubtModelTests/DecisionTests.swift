import Testing

@testable import RedoubtModel

@Suite struct DecisionTests {
  @Test func theLowestIndexAmongMaximaWins() {
    #expect(Decision.top1([1, 5, 5, 2], type: .int8) == 1)
    #expect(Decision.top1([0x80, 0x80], type: .int8) == 0)
    #expect(Decision.top1([0xff, 0x00, 0x80], type: .int8) == 1, "int8 is signed")
  }

  @Test func widerTypesAreLittleEndian() {
    #expect(Decision.top1([1, 0, 0, 0, 0, 1, 0, 0], type: .int32) == 1)
    #expect(Decision.top1([0, 0, 0x80, 0xbf, 0, 0, 0, 0], type: .float32) == 1, "0 is above −1")
    #expect(Decision.top1([0, 0], type: .uint8) == nil)
  }
}
