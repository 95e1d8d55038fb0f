import Foundation
import ModelFixtures
import RedoubtCore
import RedoubtHost
import RedoubtModel
import Testing

@testable import RedoubtHardening

/// The shipped digits network with all its weights protected. Some of all flips; every one with `REDOUBT_EXHAUSTIVE=1` in
/// the environment, which is for a release build: swift test -c release --filter HardenedDigitsTests.
@Suite struct HardenedDigitsTests {
  private static let isExhaustive = ProcessInfo.processInfo.environment["REDOUBT_EXHAUSTIVE"] == "1"

  @Test(arguments: 0..<3) func noFlipInAParameterCopyChangesAnOutput(_ copy: Int) throws {
    let original = ShippedDigits.int8Network
    let plain = try HostInterpreter(original)
    let file = try HardenedModel(original, .all(try NetworkUnits(plain), .tmrWeights)).file
    var random = SeededGenerator(seed: 11)
    let record = random.int8s(try plain.inputs()[0].byteCount).map { UInt8(bitPattern: $0) }
    let device = try StruckDevice(file, plain: original, record: record)
    let places = try CopyMap(HostInterpreter(file)).allBytes(copy: copy)
    var struck = 0
    for i in stride(from: copy, to: 8 * places.count, by: Self.isExhaustive ? 1 : 331) {
      device.interpreter.model.flip(places[i / 8], 1 << UInt8(i % 8))
      let votes = try device.voted()
      #expect(votes.outputs == device.golden)
      #expect(votes.corrected == (copy == 2 ? 0 : 1) && votes.disagreed == 0)
      device.interpreter.model.flip(places[i / 8], 1 << UInt8(i % 8))
      struck += 1
    }
    #expect(struck > 50)
  }
}
