/// The int8 values that a fused activation leaves possible, as the reference derives them from the output's
/// quantisation.
package struct ActivationRange {
  package let minimum: Int32
  package let maximum: Int32

  private init(minimum: Int32, maximum: Int32) {
    self.minimum = max(-128, minimum)
    self.maximum = min(127, maximum)
  }

  /// No activation.
  static let whole = ActivationRange(minimum: -128, maximum: 127)

  /// RELU on an output.
  static func relu(_ output: AffineScale) -> ActivationRange {
    ActivationRange(minimum: output.zeroPoint, maximum: 127)
  }

  /// RELU6 on an output.
  static func relu6(_ output: AffineScale) -> ActivationRange {
    // As a float32 quotient, rounded; what is out of reach of an int8 value counts as 256 steps.
    let six = output.scale.steps(floatBits: 0x40c0_0000)
    return ActivationRange(minimum: output.zeroPoint, maximum: output.zeroPoint &+ six)
  }

  /// - Parameters:
  ///   - options: Options with an `ActivationFunctionType` of the schema: NONE 0, RELU 1, RELU_N1_TO_1 2, RELU6 3.
  ///   - slot: Where it stands.
  @inline(never)
  init(_ options: OptionFields, _ slot: Int, _ output: AffineScale) throws(ModelError) {
    switch options[slot] {
    case 0: self = .whole
    case 1: self = .relu(output)
    case 2:
      let one = output.scale.steps(floatBits: 0x3f80_0000)
      self.init(minimum: output.zeroPoint &- one, maximum: output.zeroPoint &+ one)
    case 3: self = .relu6(output)
    default: throw options.error(.unsupportedFeature, slot)
    }
  }

  @inline(__always)
  package func clamp(_ value: Int32) -> Int8 { Int8(truncatingIfNeeded: max(minimum, min(maximum, value))) }
}
