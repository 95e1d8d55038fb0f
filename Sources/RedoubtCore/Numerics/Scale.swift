/// A positive, finite float32 as an exact integer pair, `significand × 2^exponent`.
///
/// The reference derives integer multipliers from float32 scales in floating point; this type and
/// `SoftwareDouble` give the same integers on targets without any.
public struct Scale: Equatable, Sendable {
  /// Normalised: 2^23 ..< 2^24, for subnormal numbers too.
  public let significand: UInt32
  /// Power of two of the significand's lowest bit: −172 ... 104, below −149 for subnormal numbers only.
  public let exponent: Int32

  /// - Parameter floatBits: IEEE 754 binary32; nil for zero, negative numbers, infinities and NaN.
  public init?(floatBits: UInt32) {
    let fraction = floatBits & 0x7f_ffff
    let biased = Int32(truncatingIfNeeded: floatBits &>> 23)
    // The sign bit makes `biased` at least 256; 255 is infinity and NaN.
    guard floatBits != 0, biased < 255 else { return nil }
    if biased == 0 {
      let shift = Int32(truncatingIfNeeded: fraction.leadingZeroBitCount) &- 8
      significand = fraction &<< UInt32(bitPattern: shift)
      exponent = -149 &- shift
    } else {
      significand = fraction | 0x80_0000
      exponent = biased &- 150
    }
  }
}
