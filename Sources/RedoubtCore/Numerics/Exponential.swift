/// e^x with 56 correct bits, from integer arithmetic: `mantissa × 2^(power − 62)`.
///
/// Rounded to float32 it is the correctly rounded exponential, except where e^x lies within 2^−31 of a unit in
/// the last place from the middle between two float32 numbers.
///
/// x = power × ln 2 + r with 0 ≤ r < ln 2; then e^r = e^(b₁/2) × e^(b₂/4) × … × e^(b₈/256) × e^s, where the b are
/// the leading bits of r and s < 2^−8 is what is left, for which six terms of the Taylor series suffice.
package struct Exponential {
  /// 2^62 ..< 2^63.
  package let mantissa: UInt64
  package let power: Int32

  /// - Parameter x: In units of 2^−60: −8 ..< 8.
  package init(_ x: Int64) {
    var power: Int32 = 0
    var rest = x
    // At most twelve steps either way.
    while rest < (0 as Int64) {
      rest = rest &+ Self.ln2
      power = power &- 1
    }
    while rest >= Self.ln2 {
      rest = rest &- Self.ln2
      power = power &+ 1
    }
    // Bit 63 of `bits` now counts 1/2; ln 2 < 1.
    var bits = UInt64(bitPattern: rest) &<< 4
    let s = (bits &<< 8) &>> 8
    var series = Self.inverseFactorials[4]
    for k in 1..<5 {
      series = Self.inverseFactorials[4 &- k] &+ s.highProduct(series).high
    }
    let tail = s &+ s.highProduct(s).high.highProduct(series).high
    var mantissa = (0x4000_0000_0000_0000 as UInt64) &+ (tail &>> 2)
    for i in 0..<8 {
      if bits.highHalf & 0x8000_0000 != 0 {
        // The factors have 63 fractional bits, so the high half of the product has one too few.
        mantissa = mantissa.highProduct(Self.roots[i]).high &<< 1
      }
      bits = bits &<< 1
    }
    self.mantissa = mantissa
    self.power = power
  }

  /// ln 2 in units of 2^−60.
  private static let ln2: Int64 = 0x0b17_217f_7d1c_f79b

  /// e^(2^−i) for i = 1 ... 8, in units of 2^−63.
  private static let roots: [8 of UInt64] = [
    0xd309_4c70_f034_de4c, 0xa45a_f1e1_f40c_333b, 0x910b_022d_b7ae_67ce, 0x8841_5abb_e9a7_6beb,
    0x8410_2b00_893f_64c7, 0x8204_055a_aef1_c8bd, 0x8101_00ab_0022_2d86, 0x8080_4015_5aab_bbe9,
  ]

  /// 1/2! ... 1/6! in units of 2^−64.
  private static let inverseFactorials: [5 of UInt64] = [
    0x8000_0000_0000_0000, 0x2aaa_aaaa_aaaa_aaab, 0x0aaa_aaaa_aaaa_aaab, 0x0222_2222_2222_2222,
    0x005b_05b0_5b05_b05b,
  ]
}
