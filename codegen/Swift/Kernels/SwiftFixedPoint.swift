/// The arithmetic that the generated kernels share: `FixedPoint.swift`.
enum SwiftFixedPoint {
  static let source = #"""
    /// The high half of 2ab, rounded to nearest, ties up; saturated.
    @inline(__always)
    func highMultiply(_ a: Int32, _ b: Int32) -> Int32 {
      let product = a.multipliedFullWidth(by: b)
      let low = product.low.addingReportingOverflow(0x4000_0000)
      let high = product.high &+ (low.overflow ? 1 : 0)
      let result = high &<< 1 | Int32(bitPattern: low.partialValue &>> 31)
      return a == .min && b == .min ? .max : result
    }

    /// value / 2^count, rounded to nearest, ties away from zero; 0 for a count outside 0 ... 31.
    @inline(__always)
    func roundingRightShift(_ value: Int32, _ count: Int32) -> Int32 {
      guard UInt32(bitPattern: count) < 32 else { return 0 }
      let mask = Int32(bitPattern: (1 as UInt32) &<< UInt32(bitPattern: count) &- 1)
      let threshold = (mask &>> 1) &+ (value < 0 ? 1 : 0)
      return (value &>> count) &+ (value & mask > threshold ? 1 : 0)
    }

    /// value × multiplier × 2^(shift − 31).
    @inline(__always)
    func requantise(_ value: Int32, _ multiplier: Int32, _ shift: Int32) -> Int32 {
      if shift > 0 { return highMultiply(shift < 32 ? value &<< shift : 0, multiplier) }
      return roundingRightShift(highMultiply(value, multiplier), 0 &- shift)
    }

    @inline(__always)
    func clamp(_ value: Int32, _ minimum: Int32, _ maximum: Int32) -> Int8 {
      Int8(truncatingIfNeeded: max(minimum, min(maximum, value)))
    }

    """#
}
