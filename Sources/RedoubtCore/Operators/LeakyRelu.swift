/// LEAKY_RELU: int8 input of any shape, int8 output of the same shape; any scales and zero points. Values below
/// zero are multiplied by the option `alpha`, which may be negative, 0 or above 1.
public enum LeakyRelu<Engine: ReferenceEngine>: Operator {
  public static var code: Int32 { 98 }
  public static var name: StaticString { "LEAKY_RELU" }
  private static var optionsType: UInt8 { 75 }

  /// What the kernel needs besides the tensors' elements.
  package struct Parameters {
    package let input, output: Tensor
    package let inputOffset, outputZeroPoint: Int32
    /// Input scale ÷ output scale.
    package let identity: QuantizedMultiplier
    /// Input scale × |alpha| ÷ output scale.
    package let slope: QuantizedMultiplier
    /// True where alpha is negative.
    package let isFalling: Bool

    package init(_ node: Node) throws(ModelError) {
      (input, output) = try node.unaryOperands()
      inputOffset = 0 &- (try input.zeroPoint())
      outputZeroPoint = try output.zeroPoint()
      let (inputScale, outputScale) = (try input.scale(), try output.scale())
      guard let factor = RescalingFactor<Engine>.quotient(inputScale, by: outputScale) else {
        throw output.error(.outOfRange, .quantizationScale)
      }
      identity = QuantizedMultiplier(factor)
      let options = try node.options(LeakyRelu.optionsType)
      let bits = try options.scalar(0, default: 0 as UInt32)
      let magnitude = bits & 0x7fff_ffff
      isFalling = bits != magnitude
      guard magnitude != 0 else {
        slope = QuantizedMultiplier(multiplier: 0, shift: 0)
        return
      }
      // Infinity and NaN are no scale.
      guard let alpha = Scale(floatBits: magnitude),
        let falling = RescalingFactor<Engine>.quotient(inputScale, times: alpha, by: outputScale)
      else { throw options.error(.outOfRange, 0, value: Int(Int32(bitPattern: bits))) }
      slope = QuantizedMultiplier(falling)
    }

    @inline(__always)
    func value(_ value: Int8) -> Int8 {
      let step = Int32(value) &+ inputOffset
      var scaled = step >= 0 ? identity.apply(step) : slope.apply(step)
      // Both engines round a product with a negative alpha as that with its magnitude: the sign comes last.
      if step < 0, isFalling { scaled = 0 &- scaled }
      return Int8(truncatingIfNeeded: max(-128, min(127, scaled &+ outputZeroPoint)))
    }
  }

  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    _ = try Parameters(node)
    return .runs(scratchBytes: 0)
  }

  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    let p = try Parameters(node)
    let input = try memory.read(p.input, as: Int8.self)
    var output = try memory.write(p.output, as: Int8.self)
    for i in 0..<input.count { output[i] = p.value(input[i]) }
  }
}
