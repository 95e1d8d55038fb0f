import TemporaryFiles
import Testing

@testable import RedoubtModel

@Suite struct RecordEncoderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func input(
    _ shape: [Int], scale: Float = 1, zeroPoint: Int = -128, isFloat: Bool = false
  ) -> TensorDescription {
    TensorDescription(
      index: 0, name: "input", shape: shape, type: isFloat ? .float32 : .int8,
      quantization: isFloat ? nil : AffineQuantization(scale: scale, zeroPoint: zeroPoint),
      scaleCount: isFloat ? 0 : 1)
  }

  private func encode(_ text: String, _ input: TensorDescription) throws -> [Int8] {
    let data = try Dataset.read(
      try DatasetSpecification(parsing: text), elementsPerRecord: input.elementCount)
    return try RecordEncoder(data, input: input).encode(0).map { Int8(bitPattern: $0) }
  }

  /// One CIFAR-10 record: red counts 0 … 255 again and again, green is 100, blue is 255.
  private var planes: [UInt8] {
    [3] + (0..<1024).map { UInt8(truncatingIfNeeded: $0) } + [UInt8](repeating: 100, count: 1024)
      + [UInt8](repeating: 255, count: 1024)
  }

  @Test func planesBecomeInterleavedChannels() throws {
    let values = try encode("cifar10:\(try folder.file("c", planes))", input([1, 32, 32, 3]))
    let expected = (0..<1024).flatMap { (cell: Int) -> [Int8] in [Int8(cell % 256 - 128), -28, 127] }
    #expect(values == expected)
  }

  @Test func planesStayWhereTheInputHasChannelsFirst() throws {
    let values = try encode("cifar10:\(try folder.file("c", planes))", input([1, 3, 32, 32]))
    #expect(values == planes.dropFirst().map { Int8(Int($0) - 128) })
  }

  @Test func imagesOfAnotherSizeAreRefused() throws {
    let path = try folder.file("c", planes)
    for shape in [[1, 32, 32, 4], [1, 16, 64, 3], [1, 28, 28, 1], [1, 3, 1024]] {
      #expect(throws: DatasetError.self) { try encode("cifar10:\(path)", input(shape)) }
    }
  }

  @Test func meanAndDeviationApplyPerChannel() throws {
    let values = try encode(
      "cifar10:\(try folder.file("c", planes)),mean=0/0.5/1,std=1/0.25/0.5",
      input([1, 32, 32, 3], scale: 0.0125, zeroPoint: 3))
    func expected(_ pixel: Int, _ mean: Double, _ deviation: Double) -> Int8 {
      Int8(max(-128, min(127, ((Double(pixel) / 255 - mean) / deviation / 0.0125).rounded() + 3)))
    }
    for cell in [0, 1, 17, 255, 300] {
      #expect(values[3 * cell] == expected(cell % 256, 0, 1))
      #expect(values[3 * cell + 1] == expected(100, 0.5, 0.25))
      #expect(values[3 * cell + 2] == expected(255, 1, 0.5))
    }
  }

  @Test func wrongNumberOfMeansIsRefused() throws {
    let path = try folder.file("c", planes)
    #expect(throws: DatasetError.self) { try encode("cifar10:\(path),mean=1/2", input([1, 32, 32, 3])) }
  }

  @Test(
    arguments: [
      (0.5, 1), (-0.5, -1), (1.5, 2), (-1.5, -2), (0.49, 0), (2.5, 3), (1e30, 127), (-1e30, -128),
      (126.5, 127),
      (Float.infinity, 127), (-Float.infinity, -128),
    ] as [(Float, Int8)])
  func realValuesRoundHalfAwayFromZeroAndSaturate(value: Float, expected: Int8) throws {
    let bytes = (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> UInt32(8 * $0)) }
    #expect(try encode("float:\(try folder.file("f", bytes))", input([1, 1], zeroPoint: 0)) == [expected])
  }

  @Test func valuesThatAreNoNumbersAreRefused() throws {
    let path = try folder.file("f", [0, 0, 0xc0, 0x7f])
    #expect(throws: DatasetError.self) { try encode("float:\(path)", input([1, 1])) }
  }

  @Test func int8RecordsPassUnlessTheyHaveAScale() throws {
    let path = try folder.file("r", [0x80, 0x00, 0x7f, 0x10])
    #expect(try encode("raw:\(path)", input([1, 4], scale: 0.3, zeroPoint: 5)) == [-128, 0, 127, 16])
    // Half the scale of the input, other zero point: real = 0.5 × (q − 2), then q' = real / 1 + 0.
    let converted = try encode("raw:\(path),scale=0.5,zeroPoint=2", input([1, 4], zeroPoint: 0))
    #expect(converted == [-65, -1, 63, 7])
    #expect(throws: DatasetError.self) { try encode("raw:\(path)", input([1, 4], isFloat: true)) }
  }

  @Test func floatInputsGetRealValues() throws {
    let path = try folder.file("c", planes)
    let data = try Dataset.read(try DatasetSpecification(parsing: "cifar10:\(path)"), elementsPerRecord: 3072)
    let bytes = try RecordEncoder(data, input: input([1, 32, 32, 3], isFloat: true)).encode(0)
    #expect(bytes.count == 4 * 3072)
    #expect(Array(bytes[4..<8]) == [0, 0, 0xc8, 0x42], "the second value is green, 100 as a float32")
  }
}
