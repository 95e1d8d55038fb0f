/// A non-negative binary64 number in integers: what `double` arithmetic on scales gives, without a float unit.
///
/// Covers what the reference does with scales: products, quotients by a float32, rounding to float32. Results
/// are rounded to nearest, ties to even, as IEEE 754 does; subnormal and infinite doubles cannot arise from the
/// few float32 factors that an operator combines.
public struct SoftwareDouble: Equatable {
  /// Normalised: 2^52 ..< 2^53; 0 only for the number zero.
  let significand: UInt64
  let exponent: Int32

  private init(significand: UInt64, exponent: Int32) {
    self.significand = significand
    self.exponent = exponent
  }

  /// A float32, exactly.
  public init(_ scale: Scale) {
    let top = UInt64(high: scale.significand, low: 0)
    self.init(significand: top &>> 3, exponent: scale.exponent &- 29)
  }

  /// `value × 2^exponent`.
  ///
  /// - Parameter value: 1 ..< 2^24.
  public init(_ value: UInt32, exponent: Int32 = 0) {
    let zeros = UInt32(truncatingIfNeeded: value.leadingZeroBitCount) &- 8
    let top = UInt64(high: value &<< zeros, low: 0)
    self.init(significand: top &>> 3, exponent: exponent &- 29 &- Int32(bitPattern: zeros))
  }

  /// The number times 2^power.
  public func scaled(byPowerOfTwo power: Int32) -> SoftwareDouble {
    significand == 0 ? self : SoftwareDouble(significand: significand, exponent: exponent &+ power)
  }

  public static func < (a: SoftwareDouble, b: SoftwareDouble) -> Bool {
    if a.significand == 0 || b.significand == 0 { return a.significand < b.significand }
    return a.exponent != b.exponent ? a.exponent < b.exponent : a.significand < b.significand
  }

  /// Rounds a 64-bit significand to 53 bits.
  ///
  /// - Parameters:
  ///   - wide: 2^54 ... UInt64.max.
  ///   - sticky: True when nonzero bits lie below `wide`.
  private init(rounding wide: UInt64, sticky: Bool, exponent: Int32) {
    var wide = wide
    var exponent = exponent
    // Brings the leading bit to bit 63 by constant shifts: variable 64-bit shifts are library calls.
    while wide.highHalf & 0x8000_0000 == 0 {
      wide = wide &<< 1
      exponent = exponent &- 1
    }
    let dropped = wide.lowHalf & 0x7ff
    var kept = wide &>> 11
    let isAboveHalf = dropped > 0x400 || (dropped == 0x400 && (sticky || kept.lowHalf & 1 == 1))
    exponent = exponent &+ 11
    if isAboveHalf {
      kept = kept &+ (1 as UInt64)
      if kept.highHalf == 0x20_0000 {
        kept = kept &>> 1
        exponent = exponent &+ 1
      }
    }
    self.init(significand: kept, exponent: exponent)
  }

  /// The product, rounded to 53 bits.
  public func times(_ other: SoftwareDouble) -> SoftwareDouble {
    guard significand != 0, other.significand != 0 else { return SoftwareDouble(significand: 0, exponent: 0) }
    // The operands are moved to the top of their words.
    let (top, sticky) = (significand &<< 11).highProduct(other.significand &<< 11)
    return SoftwareDouble(
      rounding: top, sticky: sticky, exponent: exponent &+ other.exponent &+ 42)
  }

  /// The quotient by a float32, rounded to 53 bits.
  public func divided(by divisor: Scale) -> SoftwareDouble {
    guard significand != 0 else { return self }
    // Long division in digits of eight bits: the remainder stays below 2^24, so every step is a 32-bit division.
    let top = significand &<< 11
    let words: [4 of UInt32] = [top.highHalf, top.lowHalf, 0, 0]
    var remainder = words[0] &>> 16
    var quotient: UInt64 = 0
    for digit in 2..<10 {
      let word = words[digit &>> 2]
      let byte = (word &>> UInt32(truncatingIfNeeded: 24 &- 8 &* (digit & 3))) & 0xff
      let part = remainder &<< 8 | byte
      let (q, r) = part.quotientAndRemainder(dividingBy: divisor.significand)
      quotient = (quotient &<< 8) &+ UInt64(high: 0, low: q)
      remainder = r
    }
    return SoftwareDouble(
      rounding: quotient, sticky: remainder != 0, exponent: exponent &- 27 &- divisor.exponent)
  }

  /// Rounded to float32 (ties to even), subnormal results included; nil where float32 overflows.
  public func roundedToSingle() -> SoftwareDouble? {
    guard significand != 0 else { return self }
    // The value is 1.f × 2^power; float32 keeps 24 bits down to 2^−126 and one less for each power below.
    let power = exponent &+ 52
    let lost = 29 &+ (power < -126 ? -126 &- power : 0)
    guard lost <= 53 else { return SoftwareDouble(significand: 0, exponent: 0) }
    var kept = significand
    var half = false
    var sticky = false
    for _ in 0..<Int(lost) {
      sticky = sticky || half
      half = kept.lowHalf & 1 == 1
      kept = kept &>> 1
    }
    if half && (sticky || kept.lowHalf & 1 == 1) { kept = kept &+ (1 as UInt64) }
    guard kept.lowHalf != 0 else { return SoftwareDouble(significand: 0, exponent: 0) }
    let rounded = SoftwareDouble(kept.lowHalf == 0x100_0000 ? 0x80_0000 : kept.lowHalf, exponent: 0)
    let carry: Int32 = kept.lowHalf == 0x100_0000 ? 1 : 0
    let result = rounded.scaled(byPowerOfTwo: exponent &+ lost &+ carry)
    return result.exponent &+ 52 > 127 ? nil : result
  }

  /// The nearest integer, ties away from zero; 2^24 for everything above.
  public func roundedToInteger() -> Int32 {
    // value = significand × 2^exponent, and the significand has 53 bits.
    guard significand != 0, exponent >= -54 else { return 0 }
    guard exponent < -28 else { return 0x100_0000 }
    var kept = significand
    var half: UInt32 = 0
    for _ in 0..<Int(0 &- exponent) {
      half = kept.lowHalf & 1
      kept = kept &>> 1
    }
    return Int32(bitPattern: kept.lowHalf &+ half)
  }
}
