/// The real factor of an elementwise requantisation, in the precision in which a reference engine derives it.
///
/// TensorFlow Lite Micro converts the float32 scales to double first. LiteRT's elementwise kernels multiply and
/// divide in float32 and convert the result; the outputs of the two differ where a product falls on a tie.
enum RescalingFactor<Engine: ReferenceEngine> {
  /// `a / b`; nil where float32 overflows.
  static func quotient(_ a: Scale, by b: Scale) -> SoftwareDouble? {
    divide(SoftwareDouble(a), by: b)
  }

  /// `a × b / c`; nil where float32 overflows.
  static func quotient(_ a: Scale, times b: Scale, by c: Scale) -> SoftwareDouble? {
    // A product of two 24-bit significands is exact in double precision.
    let product = SoftwareDouble(a).times(SoftwareDouble(b))
    guard Engine.isLiteRT else { return divide(product, by: c) }
    guard let single = product.roundedToSingle() else { return nil }
    return divide(single, by: c)
  }

  private static func divide(_ value: SoftwareDouble, by divisor: Scale) -> SoftwareDouble? {
    // A quotient of two float32 numbers may be rounded to 53 bits before it is rounded to 24: the result is the
    // same.
    let quotient = value.divided(by: divisor)
    return Engine.isLiteRT ? quotient.roundedToSingle() : quotient
  }
}
