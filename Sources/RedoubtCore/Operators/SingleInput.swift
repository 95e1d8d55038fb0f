/// The real value of an int8 element as LiteRT computes it: scale × (element − zero point), rounded to float32.
package struct SingleInput {
  private let scale: Scale
  private let zeroPoint: Int32

  init(_ input: Tensor) throws(ModelError) {
    scale = try input.scale()
    zeroPoint = try input.zeroPoint()
  }

  package init(scale: Scale, zeroPoint: Int32) {
    self.scale = scale
    self.zeroPoint = zeroPoint
  }

  /// Magnitude and sign.
  @inline(__always)
  func real(_ value: Int8) -> (magnitude: SoftwareSingle, isNegative: Bool) {
    let centered = Int32(value) &- zeroPoint
    return (SoftwareSingle(scale, times: centered.magnitude), centered < 0)
  }
}
