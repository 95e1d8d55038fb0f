/// RELU: int8 input of any shape, int8 output of the same shape; requantises where scales or zero points differ.
public enum Relu<Engine: ReferenceEngine>: Operator {
  public static var code: Int32 { 19 }
  public static var name: StaticString { "RELU" }

  /// What the kernel needs besides the tensors' elements.
  package struct Parameters {
    package let input, output: Tensor
    package let rescaling: Rescaling

    package init(_ node: Node) throws(ModelError) {
      (input, output) = try node.unaryOperands()
      _ = try node.options(0)
      rescaling = try Rescaling(
        input, output, RescalingFactor<Engine>.quotient(try input.scale(), by: try output.scale()),
        .relu(try output.affine()))
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
    p.rescaling.run(input, &output)
  }
}
