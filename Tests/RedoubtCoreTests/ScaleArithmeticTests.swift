import Foundation
import KernelOracles
import ModelFixtures
import Testing

@testable import RedoubtCore

extension SoftwareDouble {
  /// The same number in hardware.
  fileprivate var hardware: Double { scalbn(Double(significand), Int(exponent)) }
}

extension SeededGenerator {
  /// A positive finite float32: any exponent, near 1, subnormal, with few bits (ties), or an extreme.
  fileprivate mutating func scale() -> Float {
    let bits = UInt32(truncatingIfNeeded: next())
    let value: Float =
      switch next() % 8 {
      case 0: Float(bitPattern: bits % 0x80_0000)
      case 1: Float(bitPattern: bits & 0x7f80_0000 | bits & 3)
      case 2: Float(bitPattern: bits & 0x7f80_0000 | 0x7f_fff0 | bits & 15)
      case 3:
        [.leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, 1].randomElement(
          using: &self)!
      case 4, 5: Float(bitPattern: bits & 0x7fff_ffff)
      default: Float(bitPattern: 0x3000_0000 &+ bits % 0x1800_0000)
      }
    return value.isFinite && value > 0 ? value : 1
  }
}

@Suite struct ScaleArithmeticTests {
  /// Part of the random pairs: 8 × 25,000 in all.
  static let parts = 0..<8
  static let pairsPerPart = 25_000

  private static func generator(_ part: Int) -> SeededGenerator {
    var random = SeededGenerator("scales")
    for _ in 0..<part { _ = random.next() }
    return SeededGenerator(seed: random.next() &+ UInt64(part) << 32)
  }

  private func fail(_ what: String, _ operands: Float...) {
    Issue.record(
      "\(what) of \(operands.map { String($0.bitPattern, radix: 16) }), seed \(SeededGenerator.runSeed)")
  }

  @Test(arguments: parts)
  func productsAndQuotientsEqualDoublePrecision(_ part: Int) throws {
    var random = Self.generator(part)
    for _ in 0..<Self.pairsPerPart {
      let (a, b, c) = (random.scale(), random.scale(), random.scale())
      let scales = try [a, b, c].map { try #require(Scale(floatBits: $0.bitPattern)) }
      let product = SoftwareDouble(scales[0]).times(SoftwareDouble(scales[1]))
      if product.hardware != Double(a) * Double(b) { fail("product", a, b) }
      let quotient = product.divided(by: scales[2])
      let expected = Double(a) * Double(b) / Double(c)
      if quotient.hardware != expected { fail("quotient", a, b, c) }
      let pair = QuantizedMultiplier(quotient)
      let literal = RequantizationOracle.multiplier(of: expected)
      if pair.multiplier != literal.multiplier || pair.shift != literal.shift { fail("multiplier", a, b, c) }
    }
  }

  @Test(arguments: parts)
  func roundedProductsEqualDoubleAndSinglePrecision(_ part: Int) throws {
    var random = Self.generator(part)
    for _ in 0..<Self.pairsPerPart / 2 {
      let (a, b, c) = (random.scale(), random.scale(), random.scale())
      let scales = try [a, b, c].map { SoftwareDouble(try #require(Scale(floatBits: $0.bitPattern))) }
      let product = scales[0].times(scales[1])
      // 24 × 24 × 24 bits do not fit 53: this product is rounded.
      if product.times(scales[2]).hardware != Double(a) * Double(b) * Double(c) {
        fail("triple product", a, b, c)
      }
      let single = product.roundedToSingle()?.hardware ?? .infinity
      if single != Double(Float(Double(a) * Double(b))) { fail("rounding to float32", a, b) }
      if (scales[0] < scales[1]) != (a < b) { fail("order", a, b) }
    }
  }

  @Test func scalesAreTheFloatsTheyWereReadFrom() throws {
    var random = SeededGenerator("floats")
    for _ in 0..<50_000 {
      let value = random.scale()
      let scale = try #require(Scale(floatBits: value.bitPattern))
      guard scale.significand >> 23 == 1,
        scalbn(Double(scale.significand), Int(scale.exponent)) == Double(value)
      else { return fail("scale", value) }
    }
  }

  @Test(arguments: [0, -0.0, -1, -.leastNonzeroMagnitude, .infinity, -.infinity, .nan, -.nan, .signalingNaN])
  func whatIsNotPositiveAndFiniteIsNoScale(_ value: Float) {
    #expect(Scale(floatBits: value.bitPattern) == nil)
  }

  @Test func wholeNumbersAndPowersOfTwoAreExact() {
    var random = SeededGenerator("whole numbers")
    for _ in 0..<10_000 {
      let value = UInt32.random(in: 1..<1 << 24, using: &random)
      let power = Int32.random(in: -60...60, using: &random)
      let expected = scalbn(Double(value), Int(power))
      #expect(SoftwareDouble(value, exponent: power).hardware == expected)
      #expect(SoftwareDouble(value).scaled(byPowerOfTwo: power).hardware == expected)
    }
  }

  @Test func roundingToIntegersSendsTiesAway() throws {
    var random = SeededGenerator("integers")
    for _ in 0..<20_000 {
      let value = UInt32.random(in: 1..<1 << 24, using: &random)
      let power = Int32.random(in: -60...4, using: &random)
      let expected = scalbn(Double(value), Int(power)).rounded(.toNearestOrAwayFromZero)
      let rounded = SoftwareDouble(value, exponent: power).roundedToInteger()
      if Double(rounded) != min(expected, 16_777_216) {
        Issue.record("\(value) × 2^\(power) became \(rounded)")
      }
    }
  }

  @Test(arguments: [-32, -31, 30, 31, 40])
  func multiplierIsZeroFromAShiftBelowMinus31(_ shift: Int32) {
    // A significand of one bit: multiplier 2^30.
    let pair = QuantizedMultiplier(SoftwareDouble(1, exponent: shift - 1))
    let expected = QuantizedMultiplier(multiplier: shift < -31 ? 0 : 1 << 30, shift: shift < -31 ? 0 : shift)
    #expect(pair == expected)
  }

  @Test func mantissaOf2To31IsHalvedAndItsShiftRaised() throws {
    // (2^23 − 1) × (2^23 + 1) ÷ 2^46 = 1 − 2^−46, whose 31-bit mantissa rounds up to 2^31.
    let divisor = try #require(Scale(floatBits: Float(0x1p46).bitPattern))
    let almostOne = SoftwareDouble(0x7f_ffff).times(SoftwareDouble(0x80_0001)).divided(by: divisor)
    #expect(almostOne.hardware == 1 - 0x1p-46)
    #expect(QuantizedMultiplier(almostOne) == QuantizedMultiplier(multiplier: 1 << 30, shift: 1))
  }
}
