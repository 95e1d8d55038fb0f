extension Scale {
  /// A float32 in units of the scale: the quotient rounded to float32 (ties to even), then to the nearest integer,
  /// ties away from zero.
  ///
  /// In integers, since a target need not have a float unit or a library for one.
  ///
  /// - Parameter floatBits: IEEE 754 binary32, any.
  /// - Returns: −256 ... 256, where quotients beyond the ends and infinities become the ends, and NaN becomes 0.
  ///   In the reference, what NaN and quotients beyond Int32 give is undefined.
  func steps(floatBits: UInt32) -> Int32 {
    let magnitude = floatBits & 0x7fff_ffff
    let isNegative = floatBits != magnitude
    let limit: Int32 = isNegative ? -256 : 256
    guard magnitude < 0x7f80_0000 else { return magnitude == 0x7f80_0000 ? limit : 0 }
    guard let value = Scale(floatBits: magnitude) else { return 0 }
    // quotient = dividend / significand × 2^power, the fraction in 1 ..< 2.
    var dividend = value.significand
    var power = value.exponent &- exponent
    if dividend < significand {
      dividend = dividend &<< 1
      power = power &- 1
    }
    guard power < 8 else { return limit }
    // The largest fraction is 2 − 1/significand and does not round to 2, so the quotient is below one half.
    guard power >= -1 else { return 0 }
    // 24 bits behind the point in digits of eight: the remainder stays below 2^24.
    var fraction: UInt32 = 1
    var remainder = dividend &- significand
    for _ in 0..<3 {
      let part = remainder &<< 8
      let digit = part / significand
      fraction = fraction &<< 8 | digit
      remainder = part &- digit &* significand
    }
    // float32 keeps 23 of them. A tie cannot occur: the divisor would have to be a multiple of 2^24.
    let single = (fraction &+ 1) &>> 1
    let shift = UInt32(bitPattern: 23 &- power)
    let steps = Int32(bitPattern: (single &+ (1 as UInt32) &<< (shift &- 1)) &>> shift)
    return isNegative ? 0 &- steps : steps
  }

  /// The float32 product of the scale and a number of steps, rounded to nearest, ties to even.
  ///
  /// - Parameter steps: −255 ... 255; of others the low eight bits of the magnitude count.
  /// - Returns: IEEE 754 binary32; subnormal or infinite where the product is; +0 for no steps.
  func floatBits(steps: Int32) -> UInt32 {
    let product = significand &* (steps.magnitude & 0xff)
    guard product != 0 else { return 0 }
    // product = top × 2^(…), its leading bit at bit 31.
    let zeros = UInt32(truncatingIfNeeded: product.leadingZeroBitCount)
    let top = product &<< zeros
    let biased = exponent &- Int32(bitPattern: zeros) &+ 158
    let sign: UInt32 = steps < 0 ? 0x8000_0000 : 0
    guard biased < 255 else { return sign | 0x7f80_0000 }
    // A subnormal number keeps fewer than 24 bits.
    let lost: Int32 = biased >= 1 ? 8 : 9 &- biased
    guard lost <= 32 else { return sign }
    let kept = top >> UInt32(bitPattern: lost)
    let rest = top &- kept << UInt32(bitPattern: lost)
    let half = (1 as UInt32) &<< UInt32(bitPattern: lost &- 1)
    let roundsUp = rest > half || (rest == half && kept & 1 == 1)
    // The leading bit of `kept` adds 1 to the exponent field, and a carry of the rounding does the right thing.
    let field = UInt32(bitPattern: max(biased, 1) &- 1) &<< 23
    return sign | (field &+ kept &+ (roundsUp ? 1 : 0))
  }
}
