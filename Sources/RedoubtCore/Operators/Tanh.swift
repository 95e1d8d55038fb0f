/// TANH: int8 input, int8 output of the same shape with scale 1/128 and zero point 0.
///
/// TensorFlow Lite Micro computes tanh x in fixed point, LiteRT in float32.
public enum Tanh<Engine: ReferenceEngine>: Operator {
  public static var code: Int32 { 28 }
  public static var name: StaticString { "TANH" }

  private static func operands(_ node: Node) throws(ModelError) -> ByteFunctionOperands {
    let operands = try ByteFunctionOperands(node)
    try operands.requireOutput(scaleBits: 0x3c00_0000, zeroPoint: 0)
    return operands
  }

  /// Asks for 256 bytes of scratch memory, a table of the function, for an input of more than 256 elements; else none.
  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    let operands = try operands(node)
    _ = try SingleInput(operands.input)
    return .runs(scratchBytes: operands.scratchBytes)
  }

  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    let operands = try operands(node)
    if Engine.isLiteRT {
      try operands.apply(SingleTanh(input: try SingleInput(operands.input)), node, memory)
    } else {
      try operands.apply(FixedPointTanh(input: try SaturatingInput(operands.input)), node, memory)
    }
  }
}

/// TensorFlow Lite Micro's function: tanh in Q0.31, rounded to seven bits half away from zero.
package struct FixedPointTanh: ByteFunction {
  let input: SaturatingInput

  package func callAsFunction(_ value: Int8) -> Int8 {
    switch input.position(of: value) {
    case .below: return .min
    case .above: return .max
    case .inside(let x):
      let result = roundingRightShift(FixedPoint.tanh(x), by: 24)
      return Int8(truncatingIfNeeded: max(-128, min(127, result)))
    }
  }
}

/// LiteRT's function: tanh rounded to float32, then rounded half away from zero.
///
/// The C library's `tanhf` may be off by a unit in the last place of float32; what it does to a result that lies
/// that close to the middle between two steps is not followed.
package struct SingleTanh: ByteFunction {
  let input: SingleInput

  package func callAsFunction(_ value: Int8) -> Int8 {
    let (x, isNegative) = input.real(value)
    // From 4 on the result is within 1/10 of a step from ±1; below 2^−9 it is within 1/4 of a step from 0.
    if x.isAtLeast(powerOfTwo: 2) { return isNegative ? .min : .max }
    guard x.isAtLeast(powerOfTwo: -9) else { return 0 }
    // tanh |x| = (1 − w) ÷ (1 + w) with w = e^(−2|x|), in units of 2^−62.
    let exponential = Exponential((0 as Int64) &- x.q60 &- x.q60)
    var w = exponential.mantissa
    for _ in 0..<Int(max(0, 0 &- exponential.power)) { w = w &>> 1 }
    let one: UInt64 = 0x4000_0000_0000_0000
    let single = Self.quotient(one &- w, one &+ w)
    let magnitude = single.rounded(timesPowerOfTwo: 7)
    return Int8(truncatingIfNeeded: isNegative ? 0 &- magnitude : min(127, magnitude))
  }

  /// A quotient of 2^−10 ..< 1, rounded to float32.
  ///
  /// - Parameter divisor: Less than 2^63.
  private static func quotient(_ dividend: UInt64, _ divisor: UInt64) -> SoftwareSingle {
    var quotient: UInt64 = 0
    var remainder = dividend
    for _ in 0..<40 {
      quotient = quotient &<< 1
      remainder = remainder &<< 1
      if remainder >= divisor {
        remainder = remainder &- divisor
        quotient = quotient &+ (1 as UInt64)
      }
    }
    return SoftwareSingle(
      rounding: quotient, exponent: -40, isInexact: remainder.lowHalf | remainder.highHalf != 0)
  }
}
