import KernelOracles
import ModelFixtures
import RedoubtCore
import Testing

/// Operands and expected bytes of one scaling.
struct RequantizationCase: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var accumulator, multiplier, shift: Int32
  var double, single: Int32

  /// 2^30 is a factor of one half, so that odd accumulators are ties.
  static let ties = [
    Self(
      testDescription: "1.5 up, then away", accumulator: 3, multiplier: 1 << 30, shift: 0, double: 2,
      single: 2),
    Self(testDescription: "−0.5 up", accumulator: -1, multiplier: 1 << 30, shift: 0, double: 0, single: -1),
    Self(testDescription: "−1.5 up", accumulator: -3, multiplier: 1 << 30, shift: 0, double: -1, single: -2),
    Self(
      testDescription: "0.5 in the shift", accumulator: 2, multiplier: 1 << 30, shift: -1, double: 1,
      single: 1),
    Self(
      testDescription: "−0.5 in the shift", accumulator: -2, multiplier: 1 << 30, shift: -1, double: -1,
      single: -1),
    Self(
      testDescription: "0.25 rounded twice", accumulator: 1, multiplier: 1 << 30, shift: -1, double: 1,
      single: 0),
    Self(
      testDescription: "−0.25 rounded twice", accumulator: -1, multiplier: 1 << 30, shift: -1, double: 0,
      single: 0),
    Self(
      testDescription: "2.5 in the shift", accumulator: 20, multiplier: 1 << 30, shift: -2, double: 3,
      single: 3),
    Self(
      testDescription: "−2.5 in the shift", accumulator: -20, multiplier: 1 << 30, shift: -2, double: -3,
      single: -3),
  ]

  static let saturation = [
    Self(
      testDescription: "−2^31 × −2^31", accumulator: .min, multiplier: .min, shift: 0, double: .max,
      single: .min),
    Self(
      testDescription: "left shift or result wraps", accumulator: 0x4000_0001, multiplier: 1 << 30, shift: 2,
      double: 2, single: -0x7fff_fffe),
    Self(
      testDescription: "left shift by 32", accumulator: -1, multiplier: .max, shift: 32, double: 0, single: 0),
    Self(
      testDescription: "right shift by 32", accumulator: .min, multiplier: .max, shift: -32, double: 0,
      single: 0),
    Self(
      testDescription: "shift Int32.min", accumulator: .max, multiplier: .max, shift: .min, double: 0,
      single: 0),
    Self(
      testDescription: "shift Int32.max", accumulator: .max, multiplier: .max, shift: .max, double: 0,
      single: 0),
    Self(testDescription: "multiplier 0", accumulator: .min, multiplier: 0, shift: 5, double: 0, single: 0),
    Self(
      testDescription: "negative multiplier", accumulator: 8, multiplier: -(1 << 30), shift: -1, double: -2,
      single: -2),
  ]
}

@Suite struct RequantizationTests {
  /// Values around which results change their form.
  static let edges: [Int32] = [
    .min, .min + 1, -(1 << 30) - 1, -(1 << 30), -65_537, -255, -3, -2, -1, 0, 1, 2, 3, 127, 65_536,
    (1 << 30) - 1,
    1 << 30, (1 << 30) + 1, 0x5555_5555, .max - 1, .max,
  ]
  static let shifts: [Int32] =
    [.min, .min + 1, -1 << 16, -64] + Array(-34...34) + [63, 64, 1 << 16, .max - 1, .max]

  @Test(arguments: RequantizationCase.ties + RequantizationCase.saturation)
  func matchesPublishedRounding(_ c: RequantizationCase) {
    let pair = QuantizedMultiplier(multiplier: c.multiplier, shift: c.shift)
    #expect(pair.apply(c.accumulator) == c.double)
    #expect(pair.applySingleRounding(c.accumulator) == c.single)
  }

  @Test(arguments: shifts)
  func isTotalOverEveryShift(_ shift: Int32) {
    for multiplier in Self.edges {
      for accumulator in Self.edges { expectOracle(accumulator, multiplier, shift) }
    }
  }

  @Test func equalsTheOraclesOnRandomOperands() {
    var random = SeededGenerator("requantisation")
    for _ in 0..<50_000 {
      let (a, m) = (
        Int32.random(in: .min ... .max, using: &random), Int32.random(in: .min ... .max, using: &random)
      )
      // Small accumulators meet ties far more often.
      expectOracle(
        a >> Int32.random(in: 0...31, using: &random), m, Int32.random(in: -33...33, using: &random))
    }
  }

  @Test func highMultiplyEqualsItsLiteralForm() {
    var random = SeededGenerator("high multiply")
    for _ in 0..<50_000 {
      let a = Int32.random(in: .min ... .max, using: &random) >> Int32.random(in: 0...31, using: &random)
      let b = Int32.random(in: .min ... .max, using: &random)
      guard roundingDoublingHighMultiply(a, b) != RequantizationOracle.doublingHighMultiply(a, b) else {
        continue
      }
      Issue.record("\(a) × \(b), seed \(SeededGenerator.runSeed)")
    }
  }

  @Test(arguments: Array(-3...34) + [.min, .max])
  func rightShiftRoundsHalfAwayFromZero(_ count: Int32) {
    for value in Self.edges + Array(-40...40) {
      #expect(
        roundingRightShift(value, by: count) == RequantizationOracle.rightShift(value, by: Int64(count)))
    }
  }

  private func expectOracle(_ accumulator: Int32, _ multiplier: Int32, _ shift: Int32) {
    let pair = QuantizedMultiplier(multiplier: multiplier, shift: shift)
    // Without `#expect`, whose bookkeeping costs more than the arithmetic.
    if pair.apply(accumulator) != RequantizationOracle.doubleRounding(accumulator, multiplier, shift) {
      Issue.record("double rounding of \(accumulator) by \(pair), seed \(SeededGenerator.runSeed)")
    }
    if pair.applySingleRounding(accumulator)
      != RequantizationOracle.singleRounding(accumulator, multiplier, shift)
    {
      Issue.record("single rounding of \(accumulator) by \(pair), seed \(SeededGenerator.runSeed)")
    }
  }
}
