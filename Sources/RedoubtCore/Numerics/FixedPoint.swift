/// Exponential, logistic and hyperbolic tangent in 32-bit fixed point, as TensorFlow Lite Micro computes them.
///
/// All numbers are int32; Qm.n names one with m integer and n = 31 − m fractional bits, so that Q0 covers
/// −1 ..< 1, and 1 itself is written as 2^31 − 1. A product of Qa and Qb is Q(a + b). Every argument has a defined
/// result: sums wrap, left shifts saturate.
///
/// - Source: gemmlowp, `fixedpoint.h`: the bits of the result follow from its series, constants and roundings.
package enum FixedPoint {
  private static let one: Int32 = .max

  /// `value × 2^count`, saturated.
  ///
  /// - Parameter count: 1 ... 30.
  @inline(__always)
  private static func saturatingLeftShift(_ value: Int32, by count: Int32) -> Int32 {
    let threshold = (1 as Int32) &<< (31 &- count) &- 1
    if value > threshold { return .max }
    return value < 0 &- threshold ? .min : value &<< count
  }

  /// e^a for a in −1/4 ..< 0, both in Q0: the Taylor series around −1/8.
  @inline(__always)
  private static func exponentialOfFraction(_ a: Int32) -> Int32 {
    let center: Int32 = 1_895_147_668  // e^(−1/8)
    let third: Int32 = 715_827_883
    let x = a &+ 0x1000_0000
    let x2 = roundingDoublingHighMultiply(x, x)
    let x3 = roundingDoublingHighMultiply(x2, x)
    let x4 = roundingDoublingHighMultiply(x2, x2)
    let cubic = roundingDoublingHighMultiply(roundingRightShift(x4, by: 2) &+ x3, third)
    let rest = roundingRightShift(cubic &+ x2, by: 1)
    return center &+ roundingDoublingHighMultiply(center, x &+ rest)
  }

  /// e^a for a ≤ 0, in Q0.
  ///
  /// - Parameters:
  ///   - a: In Q`integerBits`.
  ///   - integerBits: 4 or 5.
  package static func exponential(_ a: Int32, integerBits: Int32) -> Int32 {
    if a == 0 { return one }
    let fractionalBits = 31 &- integerBits
    let quarter = (1 as Int32) &<< (fractionalBits &- 2)
    // a = fraction − remainder: the fraction in −1/4 ..< 0, the remainder a multiple of 1/4.
    let fraction = (a & (quarter &- 1)) &- quarter
    let remainder = fraction &- a
    var result = exponentialOfFraction(fraction &<< integerBits)
    for i in 0..<Int(integerBits &+ 2) where remainder & quarter &<< Int32(truncatingIfNeeded: i) != 0 {
      result = roundingDoublingHighMultiply(result, powers[i])
    }
    return result
  }

  /// e^(−2^i) for i = −2 ... 4, in Q0.
  private static let powers: [7 of Int32] = [
    1_672_461_947, 1_302_514_674, 790_015_084, 290_630_308, 39_332_535, 720_401, 242,
  ]

  /// 2 ÷ (1 + a) in Q2, for a in 0 ... 1 in Q0, by three Newton steps.
  @inline(__always)
  private static func twiceReciprocalOfOnePlus(_ a: Int32) -> Int32 {
    let halfDenominator = Int32(bitPattern: (UInt32(bitPattern: a) &+ 0x8000_0000) &>> 1)
    // The best linear estimate of 1/d on 1/2 ... 1 is 48/17 − 32/17 d.
    let start: Int32 = 1_515_870_810
    let slope: Int32 = -1_010_580_540
    var x = start &+ roundingDoublingHighMultiply(halfDenominator, slope)
    for _ in 0..<3 {
      let error = 0x2000_0000 &- roundingDoublingHighMultiply(halfDenominator, x)
      x = x &+ saturatingLeftShift(roundingDoublingHighMultiply(x, error), by: 2)
    }
    return x
  }

  /// 1 ÷ (1 + a) in Q0, for a in 0 ... 1 in Q0.
  package static func reciprocalOfOnePlus(_ a: Int32) -> Int32 {
    saturatingLeftShift(twiceReciprocalOfOnePlus(a), by: 1)
  }

  /// 1 ÷ (1 + e^(−a)) in Q0, for a in Q4.
  package static func logistic(_ a: Int32) -> Int32 {
    if a == 0 { return 0x4000_0000 }
    let positive = reciprocalOfOnePlus(exponential(a > 0 ? 0 &- a : a, integerBits: 4))
    return a > 0 ? positive : one &- positive
  }

  /// tanh a in Q0, for a in Q4.
  package static func tanh(_ a: Int32) -> Int32 {
    if a == 0 { return 0 }
    // The bits of a in Q4 are those of 2a in Q5.
    let exponential = exponential(a < 0 ? a : 0 &- a, integerBits: 5)
    let magnitude = saturatingLeftShift(twiceReciprocalOfOnePlus(exponential) &- 0x2000_0000, by: 2)
    return a < 0 ? 0 &- magnitude : magnitude
  }
}
