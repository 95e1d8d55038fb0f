/// RELU6: int8 input of any shape, int8 output of the same shape.
///
/// LiteRT requantises where scales or zero points differ. TensorFlow Lite Micro copies bytes, limited to what 0 and
/// 6 are in the input's quantisation: right only for equal scales and zero points, and reproduced as it is.
public enum Relu6<Engine: ReferenceEngine>: Operator {
  public static var code: Int32 { 21 }
  public static var name: StaticString { "RELU6" }

  /// What the kernel needs besides the tensors' elements.
  package struct Parameters {
    package let input, output: Tensor
    /// The values of the output; for TensorFlow Lite Micro, derived from the input.
    package let range: ActivationRange
    /// Nil where bytes are copied.
    package let rescaling: Rescaling?

    package init(_ node: Node) throws(ModelError) {
      (input, output) = try node.unaryOperands()
      let factor = RescalingFactor<Engine>.quotient(try input.scale(), by: try output.scale())
      _ = try node.options(0)
      range = .relu6(try (Engine.isLiteRT ? output : input).affine())
      rescaling = Engine.isLiteRT ? try Rescaling(input, output, factor, range) : nil
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
    if let rescaling = p.rescaling {
      rescaling.run(input, &output)
    } else {
      for i in 0..<input.count { output[i] = p.range.clamp(Int32(input[i])) }
    }
  }
}
