/// TRANSPOSE: int8, int32 or float32 input, integer permutation [rank] (dimension `d` of the output is dimension
/// `permutation[d]` of the input; −1 is the innermost).
public enum Transpose: Operator {
  public static var code: Int32 { 39 }
  public static var name: StaticString { "TRANSPOSE" }

  /// What the kernel needs besides the tensors' elements.
  package struct Parameters {
    package let input, output: Tensor
    /// Input dimension of each output dimension.
    package private(set) var permutation: [6 of Int]

    package init(_ node: Node) throws(ModelError) {
      try node.require(inputs: 2...2, outputs: 1)
      (input, output) = (try node.input(0), try node.output(0))
      try input.requireCopyable(to: output)
      let rank = input.shape.rank
      try node.requireOperand(1, count: rank)
      guard output.shape.rank == rank else {
        throw output.error(.shapeMismatch, .tensorShape, value: output.shape.rank)
      }
      permutation = .init(repeating: 0)
      var values = StaticValues()
      var seen: UInt32 = 0
      for d in 0..<rank {
        let axis = try values.operand(1, d, node)
        guard let source = input.shape.dimension(ofAxis: axis),
          seen &>> UInt32(truncatingIfNeeded: source) & 1 == 0
        else { throw node.operandError(1, value: Int(axis)) }
        seen |= 1 &<< UInt32(truncatingIfNeeded: source)
        guard output.shape[d] == input.shape[source] else {
          throw output.error(.shapeMismatch, .tensorShape, value: output.shape[d])
        }
        permutation[d] = source
      }
    }
  }

  /// - Throws: `.unsupportedFeature` for an int32 input without memory, since shapes and constants alone determine it,
  ///   and where the permutation is known only while running.
  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    let p = try Parameters(node)
    try StaticValues.requireMemory(node, p.input)
    return .runs(scratchBytes: 0)
  }

  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    let p = try Parameters(node)
    let bytes = p.input.type.byteCount
    var plan = StridedCopy(elementBytes: bytes)
    var d = p.output.shape.rank
    while d > 0 {
      d = d &- 1
      plan.addLoop(
        p.output.shape[d], source: p.input.shape.stride(of: p.permutation[d]) &* bytes,
        destination: p.output.shape.stride(of: d) &* bytes)
    }
    try memory.copy(plan, from: p.input, to: p.output)
  }
}
