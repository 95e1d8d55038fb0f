/// The input of LOGISTIC and TANH in TensorFlow Lite Micro: rescaled to Q4.27, with a radius around the zero point
/// beyond which the result is taken to be saturated.
///
/// The radius counts whole input steps, rounded down. For input scales of 8 and more it is 0: then even the zero
/// point itself counts as saturated, towards the negative end.
package struct SaturatingInput {
  private let zeroPoint: Int32
  private let radius: Int32
  private let scale: QuantizedMultiplier

  /// Where an element lies.
  enum Position {
    case below, above
    /// The real value in Q4.27.
    case inside(Int32)
  }

  init(_ input: Tensor) throws(ModelError) {
    zeroPoint = try input.zeroPoint()
    scale = QuantizedMultiplier(SoftwareDouble(try input.scale()).scaled(byPowerOfTwo: 27))
    // 15 in Q4.27, divided by the power of two. Scales below 2^−28 cannot leave the range; for them the reference
    // shifts by a negative count, which C leaves undefined.
    let limit: Int32 = 15 << 27
    radius = scale.shift >= 31 ? 0 : limit &>> max(0, scale.shift)
  }

  @inline(__always)
  func position(of value: Int8) -> Position {
    let centered = Int32(value) &- zeroPoint
    if centered <= 0 &- radius { return .below }
    return centered >= radius ? .above : .inside(scale.apply(centered))
  }
}
