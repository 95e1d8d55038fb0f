/// SOFTMAX over the last dimension: int8 input of rank 1 ... 6, int8 output of the same shape with scale 1/256 and
/// zero point −128.
public enum Softmax: Operator {
  public static var code: Int32 { 25 }
  public static var name: StaticString { "SOFTMAX" }
  private static let optionsType: UInt8 = 9

  /// What the kernel needs besides the tensors' elements.
  package struct Parameters {
    package let input, output: Tensor
    /// From input steps to β × x in Q5.26.
    package let scale: QuantizedMultiplier
    /// Lowest difference from the row's maximum that counts; below it e^… is taken to be 0.
    package let lowestDifference: Int32

    package init(_ node: Node) throws(ModelError) {
      let operands = try ByteFunctionOperands(node)
      (input, output) = (operands.input, operands.output)
      try operands.requireOutput(scaleBits: 0x3b80_0000, zeroPoint: -128)
      guard input.shape.rank >= 1, input.shape.count > 0 else {
        throw input.error(.shapeMismatch, .tensorShape, value: input.shape.count)
      }
      let options = try OptionFields(node, optionsType, FieldLayout(.options).scalar(0, bytes: 4))
      guard let beta = Scale(floatBits: UInt32(bitPattern: options[0])) else {
        throw options.error(.outOfRange, 0)
      }
      let product = SoftwareDouble(beta).times(SoftwareDouble(try input.scale())).scaled(byPowerOfTwo: 26)
      guard SoftwareDouble(1) < product else { throw input.error(.outOfRange, .quantizationScale) }
      // Factors of 2^31 and more act like the largest mantissa: any difference then makes the result 0.
      let pair = QuantizedMultiplier(product)
      scale = pair.shift > 31 ? QuantizedMultiplier(multiplier: .max, shift: 31) : pair
      let limit: Int32 = 31 << 26
      lowestDifference = scale.shift >= 31 ? 0 : 0 &- (limit &>> scale.shift)
    }

    /// e^(β × difference) in Q0.31.
    ///
    /// - Parameter difference: lowestDifference ... 0, in input steps.
    @inline(__always)
    func exponential(_ difference: Int32) -> Int32 {
      FixedPoint.exponential(scale.apply(difference), integerBits: 5)
    }
  }

  /// - Throws: `.outOfRange` unless β is positive and finite, and β × input scale above 2^−26.
  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    _ = try Parameters(node)
    return .runs(scratchBytes: 0)
  }

  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    let p = try Parameters(node)
    let input = try memory.read(p.input, as: Int8.self)
    var output = try memory.write(p.output, as: Int8.self)
    let depth = p.input.shape.last
    var start = 0
    while start < input.count {
      normalize(p, input.extracting(start..<start &+ depth), from: start, &output)
      start = start &+ depth
    }
  }

  /// The reference kernel for one row: maximum, sum of the exponentials in Q12.19, then each exponential divided
  /// by the sum. The exponentials are computed twice, which saves memory for them.
  private static func normalize(
    _ p: Parameters, _ row: Span<Int8>, from start: Int, _ output: inout MutableSpan<Int8>
  ) {
    var largest = Int8.min
    for i in 0..<row.count { largest = max(largest, row[i]) }
    var sum: Int32 = 0
    for i in 0..<row.count {
      let difference = Int32(row[i]) &- Int32(largest)
      guard difference >= p.lowestDifference else { continue }
      sum = sum &+ roundingRightShift(p.exponential(difference), by: 12)
    }
    // sum = (1 + fraction) × 2^(12 − headroom): the reciprocal of the parenthesis, in Q0.31, and a shift. From
    // a sum of 512 on, where the reference gives up, the shift exceeds 31 and every result is 0.
    let headroom = Int32(truncatingIfNeeded: sum.leadingZeroBitCount)
    let fraction =
      (headroom < 32 ? UInt32(bitPattern: sum) &<< UInt32(bitPattern: headroom) : 0) &- 0x8000_0000
    let reciprocal = FixedPoint.reciprocalOfOnePlus(Int32(bitPattern: fraction))
    for i in 0..<row.count {
      let difference = Int32(row[i]) &- Int32(largest)
      guard difference >= p.lowestDifference else {
        output[start &+ i] = .min
        continue
      }
      let quotient = roundingDoublingHighMultiply(reciprocal, p.exponential(difference))
      let result = roundingRightShift(quotient, by: 35 &- headroom) &- 128
      output[start &+ i] = Int8(truncatingIfNeeded: max(-128, min(127, result)))
    }
  }
}
