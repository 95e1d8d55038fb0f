/// LOGISTIC: int8 input, int8 output of the same shape with scale 1/256 and zero point −128.
///
/// TensorFlow Lite Micro computes 1 ÷ (1 + e^(−x)) in fixed point, LiteRT in float32.
public enum Logistic<Engine: ReferenceEngine>: Operator {
  public static var code: Int32 { 14 }
  public static var name: StaticString { "LOGISTIC" }

  private static func operands(_ node: Node) throws(ModelError) -> ByteFunctionOperands {
    let operands = try ByteFunctionOperands(node)
    try operands.requireOutput(scaleBits: 0x3b80_0000, zeroPoint: -128)
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
      try operands.apply(SingleLogistic(input: try SingleInput(operands.input)), node, memory)
    } else {
      try operands.apply(FixedPointLogistic(input: try SaturatingInput(operands.input)), node, memory)
    }
  }
}

/// TensorFlow Lite Micro's function: the logistic in Q0.31, rounded to eight bits half away from zero.
package struct FixedPointLogistic: ByteFunction {
  let input: SaturatingInput

  package func callAsFunction(_ value: Int8) -> Int8 {
    switch input.position(of: value) {
    case .below: return .min
    case .above: return .max
    case .inside(let x):
      let result = roundingRightShift(FixedPoint.logistic(x), by: 23) &- 128
      return Int8(truncatingIfNeeded: max(-128, min(127, result)))
    }
  }
}

/// LiteRT's function: e^(−x), the sum and the quotient each rounded to float32, then rounded half away from zero.
package struct SingleLogistic: ByteFunction {
  let input: SingleInput

  package func callAsFunction(_ value: Int8) -> Int8 {
    let (x, isNegative) = input.real(value)
    // Beyond ±8 the result is within 1/1000 of a step from 0 or 1; up to 2^−9 it is within 1/8 from the middle.
    if x.isAtLeast(powerOfTwo: 3) { return isNegative ? .min : .max }
    guard x.isAtLeast(powerOfTwo: -9) else { return 0 }
    let exponential = Exponential(isNegative ? x.q60 : (0 as Int64) &- x.q60)
    let single = SoftwareSingle(rounding: exponential.mantissa, exponent: exponential.power &- 62)
    let result = single.plusOne().reciprocal().rounded(timesPowerOfTwo: 8) &- 128
    return Int8(truncatingIfNeeded: max(-128, min(127, result)))
  }
}
