/// A non-negative binary32 number in integers: what `float` arithmetic gives, without a float unit.
///
/// Results are rounded to nearest, ties to even, as IEEE 754 does. The exponent has no limits: operators use it
/// only where neither overflow nor subnormal numbers can arise.
package struct SoftwareSingle {
  /// Normalised: 2^23 ..< 2^24; 0 only for the number zero.
  package let significand: UInt32
  package let exponent: Int32

  /// `value × 2^exponent`, rounded to 24 bits.
  ///
  /// - Parameter isInexact: True when nonzero bits lie below `value`, which then is at least 2^24.
  package init(rounding value: UInt64, exponent: Int32, isInexact: Bool = false) {
    guard value.lowHalf | value.highHalf != 0 else {
      significand = 0
      self.exponent = 0
      return
    }
    var kept = value
    var exponent = exponent
    var half = false
    var sticky = isInexact
    // Constant shifts in a loop: variable 64-bit shifts are library calls on 32-bit targets.
    while kept.highHalf != 0 || kept.lowHalf >= 0x100_0000 {
      sticky = sticky || half
      half = kept.lowHalf & 1 == 1
      kept = kept &>> 1
      exponent = exponent &+ 1
    }
    var low = kept.lowHalf
    if half && (sticky || low & 1 == 1) {
      low = low &+ 1
      if low == 0x100_0000 {
        low = 0x80_0000
        exponent = exponent &+ 1
      }
    }
    let zeros = UInt32(truncatingIfNeeded: low.leadingZeroBitCount) &- 8
    significand = low &<< zeros
    self.exponent = exponent &- Int32(bitPattern: zeros)
  }

  /// A scale times an integer.
  ///
  /// - Parameter factor: 0 ... 255.
  package init(_ scale: Scale, times factor: UInt32) {
    self.init(rounding: UInt64(high: 0, low: scale.significand &* factor), exponent: scale.exponent)
  }

  /// True for 2^power and everything above.
  package func isAtLeast(powerOfTwo power: Int32) -> Bool { significand != 0 && exponent &+ 23 >= power }

  /// The number in units of 2^−60.
  ///
  /// Range: 2^−9 ..< 8.
  package var q60: Int64 {
    let product = (significand &<< 8).multipliedFullWidth(by: 1 &<< UInt32(bitPattern: exponent &+ 52))
    return Int64(bitPattern: UInt64(high: product.high, low: product.low))
  }

  /// 1 + the number.
  ///
  /// Range: 2^−12 ..< 2^13.
  package func plusOne() -> SoftwareSingle {
    // In units of 2^−35 both are integers.
    let units = significand.multipliedFullWidth(by: 1 &<< UInt32(bitPattern: exponent &+ 35))
    let sum = UInt64(high: units.high, low: units.low) &+ UInt64(high: 8, low: 0)
    return SoftwareSingle(rounding: sum, exponent: -35)
  }

  /// 1 ÷ the number; 0 for zero.
  package func reciprocal() -> SoftwareSingle {
    guard significand != 0 else { return self }
    // 2^48 ÷ significand has 25 or 26 bits: enough to round, the remainder says whether it is exact.
    var quotient: UInt32 = 0
    var remainder: UInt32 = 1
    for _ in 0..<48 {
      quotient = quotient &<< 1
      remainder = remainder &<< 1
      if remainder >= significand {
        remainder = remainder &- significand
        quotient = quotient | 1
      }
    }
    return SoftwareSingle(
      rounding: UInt64(high: 0, low: quotient), exponent: -48 &- exponent, isInexact: remainder != 0)
  }

  /// The number times 2^power, rounded to an integer, ties away from zero.
  ///
  /// Range: results below 2^24.
  package func rounded(timesPowerOfTwo power: Int32) -> Int32 {
    let shift = 0 &- exponent &- power
    guard shift > 0 else { return Int32(bitPattern: significand) }
    guard shift < 25 else { return 0 }
    return Int32(
      bitPattern: (significand &+ (1 &<< UInt32(bitPattern: shift &- 1))) &>> UInt32(bitPattern: shift))
  }
}
