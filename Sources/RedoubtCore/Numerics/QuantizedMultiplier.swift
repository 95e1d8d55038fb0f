/// A real factor as a Q31 mantissa and a power of two: `multiplier × 2^(shift − 31)`.
public struct QuantizedMultiplier: Equatable, Sendable {
  /// Q31 mantissa, 0 or 2^30 ... 2^31 − 1 as derived; any value as found in a struck memory.
  public var multiplier: Int32
  /// Power of two; negative shifts right. −31 ... 30 as derived.
  public var shift: Int32

  public init(multiplier: Int32, shift: Int32) {
    self.multiplier = multiplier
    self.shift = shift
  }

  /// The pair that the reference derives from a factor.
  ///
  /// The mantissa rounds half away from zero; 2^31 becomes 2^30 with the shift raised; a shift below −31 gives
  /// multiplier 0.
  public init(_ factor: SoftwareDouble) {
    guard factor.significand != 0 else {
      self.init(multiplier: 0, shift: 0)
      return
    }
    // The significand has 53 bits: 31 stay.
    var mantissa = ((factor.significand &+ (0x20_0000 as UInt64)) &>> 22).lowHalf
    var shift = factor.exponent &+ 53
    if mantissa == 0x8000_0000 {
      mantissa = 0x4000_0000
      shift = shift &+ 1
    }
    if shift < -31 {
      self.init(multiplier: 0, shift: 0)
    } else {
      self.init(multiplier: Int32(bitPattern: mantissa), shift: shift)
    }
  }

  /// The pair that the reference derives from `a × b ÷ c` in double precision.
  ///
  /// Equal to the pair of `SoftwareDouble(a).times(SoftwareDouble(b)).divided(by: c)`, in a sixth of the instructions: an
  /// operator derives one pair per output channel each time it runs.
  @inline(never)
  public init(_ a: Scale, times b: Scale, by c: Scale) {
    // The product is exact: 2^46 ..< 2^48. It moves up until its leading 24 or 25 bits are 1 ..< 2 times the divisor.
    let product = a.significand.multipliedFullWidth(by: b.significand)
    let divisor = c.significand
    var top = product.high &<< 8 | product.low &>> 24
    var rest = product.low &<< 8
    var shift = a.exponent &+ b.exponent &- c.exponent &+ 25
    while top < divisor {
      top = top &<< 1 | rest &>> 31
      rest = rest &<< 1
      shift = shift &- 1
    }
    // One, and 30 bits behind the point: three digits of eight, and one of six. Every remainder is below 2^24.
    var mantissa: UInt32 = 1
    var remainder = top &- divisor
    for _ in 0..<3 {
      let part = remainder &<< 8 | rest &>> 24
      rest = rest &<< 8
      let digit = part / divisor
      mantissa = mantissa &<< 8 | digit
      remainder = part &- digit &* divisor
    }
    let part = remainder &<< 6
    let digit = part / divisor
    mantissa = mantissa &<< 6 | digit
    remainder = part &- digit &* divisor
    // Half away from zero. Double precision rounds to 53 bits first: what lies less than half of its last place below
    // one half, a share of 2^−23, has become one half.
    if 2 &* remainder &+ divisor &>> 22 >= divisor { mantissa = mantissa &+ 1 }
    if mantissa == 0x8000_0000 {
      mantissa = 0x4000_0000
      shift = shift &+ 1
    }
    let isTooSmall = shift < -31
    self.init(multiplier: isTooSmall ? 0 : Int32(bitPattern: mantissa), shift: isTooSmall ? 0 : shift)
  }

  /// Scales an accumulator with two roundings, as TensorFlow Lite Micro does everywhere.
  ///
  /// Total: left shifts wrap, and by 32 or more they give 0; right shifts by 32 or more give 0; −2^31 × −2^31
  /// saturates. Ties of the high multiply round up, ties of the right shift away from zero.
  ///
  /// - Source: gemmlowp, `MultiplyByQuantizedMultiplier` of the reference kernels.
  @inline(__always)
  public func apply(_ accumulator: Int32) -> Int32 {
    if shift > 0 {
      let shifted = shift < 32 ? accumulator &<< shift : 0
      return roundingDoublingHighMultiply(shifted, multiplier)
    }
    return roundingRightShift(roundingDoublingHighMultiply(accumulator, multiplier), by: 0 &- shift)
  }

  /// Scales an accumulator with one rounding, ties away from zero, as LiteRT's reference FULLY_CONNECTED does.
  ///
  /// Total: shifts outside −31 ... 30 give 0, and the 64-bit result is truncated to 32 bits.
  public func applySingleRounding(_ accumulator: Int32) -> Int32 {
    guard shift >= -31, shift <= 30 else { return 0 }
    // The magnitude is rounded, so that ties go away from zero; |−2^31 × −2^31| fits 63 bits.
    let isNegative = (accumulator ^ multiplier) < 0
    let product = accumulator.magnitude.multipliedFullWidth(by: multiplier.magnitude)
    let total = UInt32(bitPattern: 31 &- shift)
    // product + 2^(total − 1), then a shift right by `total` (1 ... 62), in 32-bit halves.
    let low = product.low.addingReportingOverflow(total <= 32 ? 1 &<< (total &- 1) : 0)
    let high = product.high &+ (total > 32 ? 1 &<< (total &- 33) : 0) &+ (low.overflow ? 1 : 0)
    let magnitude =
      total >= 32 ? high &>> (total &- 32) : high &<< (32 &- total) | low.partialValue &>> total
    return isNegative ? 0 &- Int32(bitPattern: magnitude) : Int32(bitPattern: magnitude)
  }
}

/// High half of `2 × a × b`, rounded to nearest with ties up; −2^31 × −2^31 saturates to 2^31 − 1.
///
/// Equal to gemmlowp's SaturatingRoundingDoublingHighMul, whose nudge depends on the sign and whose division
/// truncates.
@inline(__always)
public func roundingDoublingHighMultiply(_ a: Int32, _ b: Int32) -> Int32 {
  let product = a.multipliedFullWidth(by: b)
  let low = product.low.addingReportingOverflow(0x4000_0000)
  let high = product.high &+ (low.overflow ? 1 : 0)
  let result = high &<< 1 | Int32(bitPattern: low.partialValue &>> 31)
  return a == .min && b == .min ? .max : result
}

/// `value / 2^count`, rounded to nearest with ties away from zero.
///
/// - Parameter count: 0 ... 31; anything else gives 0.
@inline(__always)
public func roundingRightShift(_ value: Int32, by count: Int32) -> Int32 {
  guard UInt32(bitPattern: count) < 32 else { return 0 }
  let mask = Int32(bitPattern: (1 as UInt32) &<< UInt32(bitPattern: count) &- 1)
  let remainder = value & mask
  let threshold = (mask &>> 1) &+ (value < 0 ? 1 : 0)
  return (value &>> count) &+ (remainder > threshold ? 1 : 0)
}
