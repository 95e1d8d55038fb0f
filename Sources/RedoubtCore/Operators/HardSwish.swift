/// HARD_SWISH, x × clamp(x + 3, 0, 6) ÷ 6: int8 input, int8 output of the same shape; the quantisations may differ,
/// but the output's step is more than 1/128 of the input's.
///
/// Both engines use one kernel on 16-bit numbers. They derive its multipliers differently: TensorFlow Lite Micro
/// in double precision, LiteRT in float32.
public enum HardSwish<Engine: ReferenceEngine>: Operator {
  public static var code: Int32 { 117 }
  public static var name: StaticString { "HARD_SWISH" }

  /// Asks for 256 bytes of scratch memory, a table of the function, for an input of more than 256 elements; else none.
  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    let operands = try ByteFunctionOperands(node)
    _ = try HardSwishFunction(operands, inSinglePrecision: Engine.isLiteRT)
    return .runs(scratchBytes: operands.scratchBytes)
  }

  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    let operands = try ByteFunctionOperands(node)
    let function = try HardSwishFunction(operands, inSinglePrecision: Engine.isLiteRT)
    try operands.apply(function, node, memory)
  }
}

/// The function of one byte. Intermediate numbers are 16 bits wide, as in the reference.
package struct HardSwishFunction: ByteFunction {
  private let inputZeroPoint, outputZeroPoint: Int32
  /// From 1/128 of an input step to an output step, the exponent 0 or negative.
  private let outputScale: HalfMultiplier
  /// From 1/128 of an input step to 3/32768: ±3 becomes ±1 in Q0.15.
  private let gateScale: HalfMultiplier

  package init(_ operands: ByteFunctionOperands, inSinglePrecision: Bool) throws(ModelError) {
    inputZeroPoint = try operands.input.zeroPoint()
    outputZeroPoint = try operands.output.zeroPoint()
    let fine = SoftwareDouble(try operands.input.scale()).scaled(byPowerOfTwo: -7)
    // 3 × 2^−15 is a float32 number.
    guard let gateStep = Scale(floatBits: 0x38c0_0000),
      let outputFactor = Self.quotient(fine, try operands.output.scale(), inSinglePrecision),
      let gateFactor = Self.quotient(fine, gateStep, inSinglePrecision)
    else { throw operands.output.error(.quantizationMismatch, .quantizationScale) }
    outputScale = HalfMultiplier(outputFactor)
    gateScale = HalfMultiplier(gateFactor)
    guard outputScale.exponent <= 0 else {
      throw operands.output.error(.quantizationMismatch, .quantizationScale, value: Int(outputScale.exponent))
    }
  }

  private static func quotient(_ a: SoftwareDouble, _ b: Scale, _ inSingle: Bool) -> SoftwareDouble? {
    let quotient = a.divided(by: b)
    return inSingle ? quotient.roundedToSingle() : quotient
  }

  package func callAsFunction(_ value: Int8) -> Int8 {
    // At most 255 × 128: as many significant bits as 16 hold.
    let fine = Int16(truncatingIfNeeded: (Int32(value) &- inputZeroPoint) &<< 7)
    let scaled = Self.roundingHighMultiply(fine, outputScale.multiplier)
    // 0 for x ≤ −3, 32767/32768 for x ≥ 3.
    let gate = Int16(truncatingIfNeeded: (Int32(gated(fine)) &+ 0x8000) &>> 1)
    // This product alone truncates towards zero, which cancels the bias of the roundings before it.
    let product = Int16(truncatingIfNeeded: Int32(gate) &* Int32(scaled) / 0x8000)
    let shifted = Self.halfRightShift(product, by: 0 &- outputScale.exponent)
    // The sum, too, is a 16-bit number.
    let result = Int16(truncatingIfNeeded: Int32(shifted) &+ outputZeroPoint)
    return Int8(truncatingIfNeeded: max(-128, min(127, result)))
  }

  /// x ÷ 3 in Q0.15, saturated.
  private func gated(_ fine: Int16) -> Int16 {
    let exponent = gateScale.exponent
    guard exponent > 0 else {
      let product = Self.roundingHighMultiply(fine, gateScale.multiplier)
      return exponent < 0 ? Self.halfRightShift(product, by: 0 &- exponent) : product
    }
    // The last bit of the left shift comes after the product, so that only it saturates for good.
    let shifted = Self.saturatingLeftShift(fine, by: exponent &- 1)
    return Self.saturatingLeftShift(Self.roundingHighMultiply(shifted, gateScale.multiplier), by: 1)
  }

  /// `2 × a × b` in units of 2^16, ties up; −2^15 × −2^15 saturates.
  private static func roundingHighMultiply(_ a: Int16, _ b: Int16) -> Int16 {
    let product = (Int32(a) &* Int32(b) &+ 0x4000) &>> 15
    return Int16(truncatingIfNeeded: min(product, 0x7fff))
  }

  private static func saturatingLeftShift(_ value: Int16, by count: Int32) -> Int16 {
    let result = Int32(value) &<< min(count, 16)
    // A shift by 16 or more leaves nothing but the sign of the value inside the range.
    return Int16(truncatingIfNeeded: max(-0x8000, min(0x7fff, result)))
  }

  /// `value / 2^count`, ties away from zero.
  ///
  /// From 16 on the reference's 16-bit mask is −1 and the result is not 0 but 1, or −1 for negative values; this
  /// only concerns outputs whose step is more than 512 times the input's.
  private static func halfRightShift(_ value: Int16, by count: Int32) -> Int16 {
    guard count < 16 else { return value < 0 ? -1 : 1 }
    return Int16(truncatingIfNeeded: roundingRightShift(Int32(value), by: count))
  }
}

/// A quantized multiplier whose mantissa is rounded to 16 bits.
private struct HalfMultiplier {
  /// Q0.15, 0 or 2^14 ... 2^15 − 1.
  let multiplier: Int16
  let exponent: Int32

  init(_ factor: SoftwareDouble) {
    let wide = QuantizedMultiplier(factor)
    exponent = wide.shift
    multiplier =
      wide.multiplier >= .max &- 0x8000 ? .max : Int16(truncatingIfNeeded: (wide.multiplier &+ 0x8000) &>> 16)
  }
}
