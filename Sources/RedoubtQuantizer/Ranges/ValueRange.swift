import RedoubtModel

/// Real numbers that an activation's int8 values reach; 0 is always among them.
struct ValueRange: Equatable, Sendable {
  /// At most 0, and at least 0.
  var low, high: Double

  init(low: Double, high: Double) {
    self.low = min(0, low)
    self.high = max(0, high)
  }

  /// Scale and zero point: 256 steps over the range, moved so that 0 falls on one.
  ///
  /// A range without extent, of an activation that is always 0, gets scale 1.
  var quantization: AffineQuantization {
    let scale = Float((high - low) / 255)
    // Products of three scales must stay normal numbers.
    guard scale > 1e-12 else {
      return AffineQuantization(scale: high - low > 0 ? 1e-12 : 1, zeroPoint: low < 0 ? 127 : -128)
    }
    let zeroPoint = (-128 - low / Double(scale)).rounded()
    return AffineQuantization(scale: scale, zeroPoint: Int(max(-128, min(127, zeroPoint))))
  }
}

extension AffineQuantization {
  /// Smallest and largest real number with an int8 value.
  var realRange: (low: Double, high: Double) {
    (Double(scale) * Double(-128 - zeroPoint), Double(scale) * Double(127 - zeroPoint))
  }
}
