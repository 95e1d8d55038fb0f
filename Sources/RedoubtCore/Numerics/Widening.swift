extension Int64 {
  /// Sign-extends a 32-bit value. `Int64(_: Int32)` is refused by `-no-allocations` on 32-bit targets
  /// (swiftlang/swift#86827). Contains unsafe code.
  @inline(__always)
  init(widening value: Int32) {
    #if hasFeature(Embedded) && _endian(little) && _pointerBitWidth(_32)
    self = unsafe unsafeBitCast((value, value &>> 31), to: Int64.self)
    #else
    self.init(value)
    #endif
  }
}

extension UInt64 {
  /// `high × 2^32 + low`, for the same reason as `Int64(widening:)`.
  @inline(__always)
  init(high: UInt32, low: UInt32) {
    #if hasFeature(Embedded) && _endian(little) && _pointerBitWidth(_32)
    self = unsafe unsafeBitCast((low, high), to: UInt64.self)
    #else
    self = UInt64(high) &<< 32 | UInt64(low)
    #endif
  }

  /// The upper 32 bits.
  @inline(__always)
  var highHalf: UInt32 { UInt32(truncatingIfNeeded: self &>> 32) }

  /// The lower 32 bits.
  @inline(__always)
  var lowHalf: UInt32 { UInt32(truncatingIfNeeded: self) }
}
