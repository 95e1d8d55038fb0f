/// One axis of RESIZE_NEAREST_NEIGHBOR: which input position each output position takes.
///
/// The reference computes positions in float32: `scale = in ÷ out`, or `(in − 1) ÷ (out − 1)` with aligned corners
/// and more than one output, then `(x + 0 or ½) × scale`, then rounds down, or to the nearest with aligned
/// corners. Quotient and product each round to 24 bits with ties to even, and that decides positions where exact
/// arithmetic would take the neighbour; so both roundings are done here, in integers.
package struct NearestNeighborAxis {
  package let input, output: Int
  private let alignCorners, halfPixelCenters: Bool
  /// The scale is `significand × 2^−fractionBits`; 2^23 … 2^24, or 0.
  private let significand: UInt32
  private let fractionBits: Int32

  /// Sizes up to here are exact in float32, with half a pixel added, too.
  package static let largest = 1 << 22

  /// - Returns: nil where a size is outside 1 … `largest`.
  package init?(input: Int, output: Int, alignCorners: Bool, halfPixelCenters: Bool) {
    guard input >= 1, input <= Self.largest, output >= 1, output <= Self.largest else { return nil }
    let spans = alignCorners && output > 1
    let divisor = UInt32(truncatingIfNeeded: spans ? output &- 1 : output)
    let dividend = UInt32(truncatingIfNeeded: spans ? input &- 1 : input)
    var (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
    var bits: Int32 = 0
    if dividend > 0 {
      // Long division up to 25 bits, one more than stays.
      while quotient < 0x100_0000 {
        remainder = remainder &<< 1
        let bit: UInt32 = remainder >= divisor ? 1 : 0
        remainder = remainder &- bit &* divisor
        quotient = quotient &<< 1 | bit
        bits = bits &+ 1
      }
    }
    let kept = quotient &>> 1
    let isAboveHalf = quotient & 1 == 1 && (remainder != 0 || kept & 1 == 1)
    significand = kept &+ (isAboveHalf ? 1 : 0)
    fractionBits = bits &- 1
    self.input = input
    self.output = output
    self.alignCorners = alignCorners
    self.halfPixelCenters = halfPixelCenters
  }

  /// The input position of output position `x`, 0 ..< input.
  package func position(_ x: Int) -> Int {
    // Twice the position, so that half a pixel is an integer.
    let doubled = UInt32(truncatingIfNeeded: 2 &* x &+ (halfPixelCenters ? 1 : 0))
    let product = doubled.multipliedFullWidth(by: significand)
    var value = product.low
    // Binary digits of `value` behind the point.
    var fraction = fractionBits &+ 1
    let zeros = product.high.leadingZeroBitCount
    let width = product.high == 0 ? 32 &- value.leadingZeroBitCount : 64 &- zeros
    if width > 24 {
      // 1 … 24 bits are dropped: both factors are at most 2^24.
      let dropped = UInt32(truncatingIfNeeded: width &- 24)
      let rest = product.low & ((1 as UInt32) &<< dropped &- 1)
      let half = (1 as UInt32) &<< (dropped &- 1)
      value = product.high &<< (32 &- dropped) | product.low &>> dropped
      if rest > half || (rest == half && value & 1 == 1) { value = value &+ 1 }
      fraction = fraction &- Int32(bitPattern: dropped)
    }
    if alignCorners, fraction > 0, fraction < 32 {
      // `value` has 25 bits at most, so that the sum does not wrap.
      value = value &+ (1 as UInt32) &<< UInt32(bitPattern: fraction &- 1)
    }
    // A product as large as the input's size needs no fraction at all, so it is never negative.
    value = fraction < 32 ? value &>> UInt32(bitPattern: fraction) : 0
    return min(Int(truncatingIfNeeded: value), input &- 1)
  }
}
