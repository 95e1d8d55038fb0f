extension UInt64 {
  /// The upper 64 bits of the product, and whether any of the lower 64 is set.
  ///
  /// Made of four 32-bit products, because 32-bit targets have no wider ones.
  @inline(__always)
  func highProduct(_ other: UInt64) -> (high: UInt64, isInexact: Bool) {
    let low = Self.product(lowHalf, other.lowHalf)
    let mixed = Self.product(highHalf, other.lowHalf)
    let mixed2 = Self.product(lowHalf, other.highHalf)
    let middle =
      UInt64(high: 0, low: low.highHalf) &+ UInt64(high: 0, low: mixed.lowHalf)
      &+ UInt64(high: 0, low: mixed2.lowHalf)
    let high =
      Self.product(highHalf, other.highHalf) &+ UInt64(high: 0, low: mixed.highHalf)
      &+ UInt64(high: 0, low: mixed2.highHalf) &+ UInt64(high: 0, low: middle.highHalf)
    return (high, (low.lowHalf | middle.lowHalf) != 0)
  }

  @inline(__always)
  private static func product(_ a: UInt32, _ b: UInt32) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return UInt64(high: product.high, low: product.low)
  }
}
