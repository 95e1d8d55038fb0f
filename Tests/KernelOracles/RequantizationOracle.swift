import Foundation

/// Scaling of accumulators in the words of the published definitions, in 64-bit integers and floating point.
public enum RequantizationOracle {
  /// gemmlowp's saturating rounding doubling high multiplication: the nudge has the product's sign, the division
  /// truncates.
  public static func doublingHighMultiply(_ a: Int32, _ b: Int32) -> Int32 {
    if a == .min && b == .min { return .max }
    let product = Int64(a) * Int64(b)
    let nudge: Int64 = product >= 0 ? 1 << 30 : 1 - (1 << 30)
    return Int32((product + nudge) / (1 << 31))
  }

  /// The real quotient `value / 2^count`, rounded half away from zero; 0 for counts outside 0 ... 31.
  public static func rightShift(_ value: Int32, by count: Int64) -> Int32 {
    guard (0...31).contains(count) else { return 0 }
    // Exact: an Int32 and a power of two are doubles.
    return Int32((Double(value) / exp2(Double(count))).rounded(.toNearestOrAwayFromZero))
  }

  /// Two roundings: left shift, high multiplication, right shift.
  public static func doubleRounding(_ accumulator: Int32, _ multiplier: Int32, _ shift: Int32) -> Int32 {
    if shift > 0 {
      let shifted = shift > 31 ? 0 : Int32(truncatingIfNeeded: Int64(accumulator) << Int64(shift))
      return doublingHighMultiply(shifted, multiplier)
    }
    return rightShift(doublingHighMultiply(accumulator, multiplier), by: -Int64(shift))
  }

  /// One rounding of the exact product, half away from zero; 0 for shifts outside −31 ... 30; cut to 32 bits.
  public static func singleRounding(_ accumulator: Int32, _ multiplier: Int32, _ shift: Int32) -> Int32 {
    let count = 31 - Int64(shift)
    guard (1...62).contains(count) else { return 0 }
    let product = Int64(accumulator) * Int64(multiplier)
    let (quotient, remainder) = product.quotientAndRemainder(dividingBy: 1 << count)
    let isUp = remainder.magnitude >= UInt64(1) << UInt64(count - 1)
    return Int32(truncatingIfNeeded: quotient + (isUp ? product.signum() : 0))
  }

  /// Multiplier and shift of a real factor, after `frexp`: mantissa rounded half away from zero.
  public static func multiplier(of factor: Double) -> (multiplier: Int32, shift: Int32) {
    if factor == 0 { return (0, 0) }
    let (fraction, power) = frexp(factor)
    var mantissa = Int64((fraction * 2_147_483_648).rounded(.toNearestOrAwayFromZero))
    var shift = Int32(power)
    if mantissa == 1 << 31 {
      mantissa /= 2
      shift += 1
    }
    return shift < -31 ? (0, 0) : (Int32(mantissa), shift)
  }
}
