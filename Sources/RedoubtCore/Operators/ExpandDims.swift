/// EXPAND_DIMS: int8, int32 or float32 input, integer axis (a scalar or [1], −1 is behind the innermost
/// dimension), output with a dimension of size 1 put in at the axis.
public enum ExpandDims: Operator {
  public static var code: Int32 { 70 }
  public static var name: StaticString { "EXPAND_DIMS" }

  /// What the kernel needs besides the tensors' elements.
  package struct Parameters {
    package let input, output: Tensor

    package init(_ node: Node) throws(ModelError) {
      try node.require(inputs: 2...2, outputs: 1)
      (input, output) = (try node.input(0), try node.output(0))
      try input.requireCopyable(to: output)
      guard input.shape.count == output.shape.count else {
        throw output.error(.shapeMismatch, .tensorShape, value: output.shape.count)
      }
    }
  }

  /// `.isStatic` for at most 64 int32 elements that shapes and constants alone determine.
  ///
  /// - Throws: `.unsupportedFeature` where the axis is known only while running.
  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    let p = try Parameters(node)
    try node.requireOperand(1, count: 1)
    var values = StaticValues()
    let axis = try values.operand(1, 0, node)
    // The axis counts the dimensions of the output, so the output's rank resolves it.
    guard p.output.shape.rank == p.input.shape.rank &+ 1,
      let place = p.output.shape.dimension(ofAxis: axis)
    else { throw node.operandError(1, value: Int(axis)) }
    var shape = Shape()
    for d in 0..<p.output.shape.rank {
      let size = d == place ? 1 : p.input.shape[d < place ? d : d &- 1]
      _ = shape.append(Int32(truncatingIfNeeded: size))
    }
    try p.output.require(shape)
    return try StaticValues.isStatic(node, data: 0..<1) ? .isStatic : .runs(scratchBytes: 0)
  }

  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    let p = try Parameters(node)
    try memory.copy(p.input, to: p.output)
  }
}
