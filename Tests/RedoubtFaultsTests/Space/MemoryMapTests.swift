import ModelFixtures
import RedoubtBoards
import RedoubtCore
import RedoubtFaults
import RedoubtHost
import Testing

@Suite struct MemoryMapTests {
  private let small: SmallNetwork

  init() throws { small = try SmallNetwork() }

  @Test func everyByteOfTheFileHasExactlyOneOwner() {
    var next = 0
    for entry in small.map.file {
      #expect(entry.range.lowerBound == next && !entry.range.isEmpty)
      #expect(!entry.owner.name().isEmpty && !entry.owner.name(atByte: 0).isEmpty)
      next = entry.range.upperBound
    }
    #expect(next == small.file.count)
    for byte in stride(from: 0, to: small.file.count, by: 7) {
      #expect(small.map.fileEntry(of: byte).range.contains(byte))
    }
  }

  @Test func atEachStepAByteOfTheArenaHasAtMostOneLiveOwner() {
    for step in 0..<small.map.stepCount {
      var owners = [Int](repeating: 0, count: small.map.arenaBytes)
      for entry in small.map.arena where entry.steps?.contains(step) == true {
        for byte in entry.range { owners[byte] += 1 }
      }
      #expect(owners.allSatisfy { $0 <= 1 })
      #expect(owners[..<small.map.tensorAreaStart].contains(1))
    }
  }

  @Test func contentsHaveTheSizesOfTheirTensors() {
    func bytes(_ kind: MemoryOwner.Kind) -> Int {
      small.map.file.reduce(0) { $0 + ($1.owner.kind == kind ? $1.range.count : 0) }
    }
    #expect(bytes(.weights) == 72 + 36 + 12)
    #expect(bytes(.biases) == 4 * (4 + 4 + 3))
    #expect(bytes(.constant) == 8)
    // Nine quantised tensors of one scale, two of four.
    #expect(bytes(.scale) == 4 * (8 + 8) && bytes(.zeroPoint) == 8 * (8 + 8))
  }

  @Test func unitsAreFoundFromTheByte() throws {
    let weights = small.map.file.filter { $0.owner.kind == .weights }
    let convolution = try #require(weights.first { $0.owner.operatorIndex == 0 })
    #expect(convolution.owner.unit(atByte: 0) == 0 && convolution.owner.unit(atByte: 35) == 1)
    let depthwise = try #require(weights.first { $0.owner.operatorIndex == 1 })
    #expect(depthwise.owner.unit(atByte: 6) == 2)
    #expect(depthwise.owner.name(atByte: 6) == "weights of unit 2 of operator 1")
  }

  @Test(.enabled(if: TestData.isPresent, Comment(rawValue: TestData.absence)))
  func weightBitsOfResNetAreCounted() throws {
    let interpreter = try HostInterpreter(try TestData.bytes("models/pretrainedResnet_quant.tflite"))
    let space = try FaultSpace(interpreter, map: try MemoryMap(interpreter), targets: [.weights])
    #expect(space.pool.siteCount == 618_880)
  }
}
