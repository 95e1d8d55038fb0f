/// The int8 values that a fused activation leaves possible, as the reference derives them from the output's
/// quantisation.
package struct ActivationRange {
  package let minimum: Int32
  package let maximum: Int32

  /// - Parameters:
  ///   - code: `ActivationFunctionType` of the schema: NONE 0, RELU 1, RELU_N1_TO_1 2, RELU6 3.
  ///   - output: Tensor whose scale and zero point hold.
  ///   - options: Options that the code stands in, and its slot there; for the error.
  init(_ code: Int8, output: Tensor, options: Options, slot: UInt8) throws(ModelError) {
    let zeroPoint = try output.zeroPoint()
    let scale = try output.scale()
    // As float32 quotients, rounded; what is out of reach of an int8 value counts as 256 steps.
    switch code {
    case 0: (minimum, maximum) = (-128, 127)
    case 1: (minimum, maximum) = (max(-128, zeroPoint), 127)
    case 2:
      let one = scale.steps(floatBits: 0x3f80_0000)
      (minimum, maximum) = (max(-128, zeroPoint &- one), min(127, zeroPoint &+ one))
    case 3:
      let six = scale.steps(floatBits: 0x40c0_0000)
      (minimum, maximum) = (max(-128, zeroPoint), min(127, zeroPoint &+ six))
    default: throw options.error(.unsupportedFeature, slot, value: Int(code))
    }
  }

  @inline(__always)
  package func clamp(_ value: Int32) -> Int8 { Int8(truncatingIfNeeded: max(minimum, min(maximum, value))) }
}
