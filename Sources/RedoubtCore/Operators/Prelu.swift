/// PRELU: int8 input of up to 6 dimensions, int8 alpha that broadcasts to its shape (a constant or an activation),
/// int8 output of the input's shape; any scales and zero points. Values below zero are multiplied by alpha.
public enum Prelu<Engine: ReferenceEngine>: Operator {
  public static var code: Int32 { 54 }
  public static var name: StaticString { "PRELU" }

  /// What the kernel needs besides the tensors' elements.
  package struct Parameters: PairKernel {
    package let input, alpha, output: Tensor
    package let broadcast: Broadcast
    package let inputOffset, alphaOffset, outputZeroPoint: Int32
    /// Input scale ÷ output scale.
    package let identity: QuantizedMultiplier
    /// Input scale × alpha's scale ÷ output scale.
    package let slope: QuantizedMultiplier

    package init(_ node: Node) throws(ModelError) {
      try node.require(inputs: 2...2, outputs: 1)
      (input, alpha, output) = (try node.input(0), try node.input(1), try node.output(0))
      try input.require(.int8)
      try alpha.require(.int8)
      try output.require(.int8)
      try output.requireShape(of: input)
      broadcast = try Broadcast(input, alpha, to: output)
      inputOffset = 0 &- (try input.zeroPoint())
      alphaOffset = 0 &- (try alpha.zeroPoint())
      outputZeroPoint = try output.zeroPoint()
      let (a, b, c) = (try input.scale(), try alpha.scale(), try output.scale())
      guard let factor = RescalingFactor<Engine>.quotient(a, by: c),
        let slopeFactor = RescalingFactor<Engine>.quotient(a, times: b, by: c)
      else { throw output.error(.outOfRange, .quantizationScale) }
      identity = QuantizedMultiplier(factor)
      slope = QuantizedMultiplier(slopeFactor)
    }

    @inline(__always)
    func value(_ first: Int8, _ second: Int8) -> Int8 {
      let step = Int32(first) &+ inputOffset
      let scaled =
        step >= 0 ? identity.apply(step) : slope.apply(step &* (Int32(second) &+ alphaOffset))
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
    let alpha = try memory.read(p.alpha, as: Int8.self)
    var output = try memory.write(p.output, as: Int8.self)
    p.run(input, alpha, &output)
  }
}
