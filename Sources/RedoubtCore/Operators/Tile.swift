/// TILE: int8, int32 or float32 input, integer multiples [rank], output with the input repeated so many times
/// along each dimension.
public enum Tile: Operator {
  public static var code: Int32 { 69 }
  public static var name: StaticString { "TILE" }

  /// What the kernel needs besides the tensors' elements.
  package struct Parameters {
    package let input, output: Tensor

    package init(_ node: Node) throws(ModelError) {
      try node.require(inputs: 2...2, outputs: 1)
      (input, output) = (try node.input(0), try node.output(0))
      try input.requireCopyable(to: output)
      guard input.shape.count > 0, output.shape.rank == input.shape.rank else {
        throw output.error(.shapeMismatch, .tensorShape, value: output.shape.rank)
      }
      for d in 0..<input.shape.rank where output.shape[d] % input.shape[d] != 0 {
        throw output.error(.shapeMismatch, .tensorShape, value: output.shape[d])
      }
    }

    /// How often the input stands in the output along a dimension.
    package func multiple(_ d: Int) -> Int { output.shape[d] / input.shape[d] }
  }

  /// - Throws: `.unsupportedFeature` for an int32 input without memory, since shapes and constants alone determine it,
  ///   and where multiples are known only while running.
  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    let p = try Parameters(node)
    try node.requireOperand(1, count: p.input.shape.rank)
    // The declared shapes say the same as the operand, which is not read again.
    var values = StaticValues()
    for d in 0..<p.input.shape.rank {
      guard Int(try values.operand(1, d, node)) == p.multiple(d) else {
        throw p.output.error(.shapeMismatch, .tensorShape, value: p.output.shape[d])
      }
    }
    try StaticValues.requireMemory(node, p.input)
    return .runs(scratchBytes: 0)
  }

  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    let p = try Parameters(node)
    let bytes = p.input.type.byteCount
    var plan = StridedCopy(elementBytes: bytes)
    var d = p.input.shape.rank
    while d > 0 {
      d = d &- 1
      let size = p.input.shape[d]
      let stride = p.output.shape.stride(of: d) &* bytes
      plan.addLoop(size, source: p.input.shape.stride(of: d) &* bytes, destination: stride)
      plan.addLoop(p.multiple(d), source: 0, destination: size &* stride)
    }
    try memory.copy(plan, from: p.input, to: p.output)
  }
}
