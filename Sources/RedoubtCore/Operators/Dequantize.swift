/// DEQUANTIZE: int8 input of any shape, float32 output of the same shape: `scale × (q − zero point)`, rounded to
/// float32.
public enum Dequantize: Operator {
  public static var code: Int32 { 6 }
  public static var name: StaticString { "DEQUANTIZE" }

  /// What the kernel needs besides the tensors' elements.
  package struct Parameters {
    package let input, output: Tensor
    package let inputScale: Scale
    package let inputOffset: Int32

    package init(_ node: Node) throws(ModelError) {
      try node.require(inputs: 1...1, outputs: 1)
      (input, output) = (try node.input(0), try node.output(0))
      try input.require(.int8)
      try output.require(.float32)
      try output.requireShape(of: input)
      inputScale = try input.scale()
      inputOffset = 0 &- (try input.zeroPoint())
    }
  }

  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    _ = try Parameters(node)
    return .runs(scratchBytes: 0)
  }

  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    let p = try Parameters(node)
    let input = try memory.read(p.input, as: Int8.self)
    var output = try memory.write(p.output, as: UInt32.self)
    for i in 0..<input.count {
      output[i] = p.inputScale.floatBits(steps: Int32(input[i]) &+ p.inputOffset)
    }
  }
}
