/// QUANTIZE: float32 or int8 input of any shape, int8 output of the same shape; any scales and zero points.
///
/// From float32: `round(value / scale) + zero point`, clamped; quotient in float32, ties away from zero. From int8: a
/// requantisation, whose factor both engines derive in double precision.
public enum Quantize: Operator {
  public static var code: Int32 { 114 }
  public static var name: StaticString { "QUANTIZE" }

  /// What the kernel needs besides the tensors' elements.
  package struct Parameters {
    package let input, output: Tensor
    package let outputScale: Scale
    package let outputZeroPoint: Int32
    /// Nil for a float32 input.
    package let rescaling: Rescaling?

    package init(_ node: Node) throws(ModelError) {
      try node.require(inputs: 1...1, outputs: 1)
      (input, output) = (try node.input(0), try node.output(0))
      try output.require(.int8)
      try output.requireShape(of: input)
      outputScale = try output.scale()
      outputZeroPoint = try output.zeroPoint()
      if input.type == .float32 {
        rescaling = nil
      } else {
        try input.require(.int8)
        let factor = SoftwareDouble(try input.scale()).divided(by: outputScale)
        _ = try node.options(89)
        rescaling = try Rescaling(input, output, factor, .whole)
      }
    }
  }

  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    _ = try Parameters(node)
    return .runs(scratchBytes: 0)
  }

  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    let p = try Parameters(node)
    var output = try memory.write(p.output, as: Int8.self)
    if let rescaling = p.rescaling {
      rescaling.run(try memory.read(p.input, as: Int8.self), &output)
      return
    }
    let input = try memory.read(p.input, as: UInt32.self)
    for i in 0..<input.count {
      let steps = p.outputScale.steps(floatBits: input[i])
      output[i] = Int8(truncatingIfNeeded: max(-128, min(127, steps &+ p.outputZeroPoint)))
    }
  }
}
