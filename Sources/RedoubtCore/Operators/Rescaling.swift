/// An element of one int8 quantisation as an element of another: `(q + offset) × factor + zero point`, clamped.
///
/// The requantisation of RELU, of LiteRT's RELU6 and of QUANTIZE from int8.
package struct Rescaling {
  package let inputOffset, outputZeroPoint: Int32
  /// Input scale ÷ output scale.
  package let multiplier: QuantizedMultiplier
  package let range: ActivationRange

  /// - Parameter factor: Input scale ÷ output scale, in the precision of the reference.
  init(_ input: Tensor, _ output: Tensor, _ factor: SoftwareDouble?, _ range: ActivationRange)
    throws(ModelError)
  {
    guard let factor else { throw output.error(.outOfRange, .quantizationScale) }
    inputOffset = 0 &- (try input.zeroPoint())
    outputZeroPoint = try output.zeroPoint()
    multiplier = QuantizedMultiplier(factor)
    self.range = range
  }

  @inline(__always)
  func value(_ value: Int8) -> Int8 {
    range.clamp(multiplier.apply(Int32(value) &+ inputOffset) &+ outputZeroPoint)
  }

  /// The reference kernel.
  ///
  /// - Parameter output: As many elements as `input` has.
  func run(_ input: Span<Int8>, _ output: inout MutableSpan<Int8>) {
    for i in 0..<input.count { output[i] = value(input[i]) }
  }
}
