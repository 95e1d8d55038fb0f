/// SLICE: int8, int32 or float32 input, integer begin [rank] and size [rank] (−1: up to the end).
public enum Slice: StaticOperator {
  public static var code: Int32 { 65 }
  public static var name: StaticString { "SLICE" }

  /// What the kernel needs besides the tensors' elements.
  package struct Parameters {
    package let input, output: Tensor
    package let selection: Selection

    package init(_ node: Node, _ values: inout StaticValues) throws(ModelError) {
      try node.require(inputs: 3...3, outputs: 1)
      (input, output) = (try node.input(0), try node.output(0))
      try input.requireCopyable(to: output)
      let rank = input.shape.rank
      try node.requireOperand(1, count: rank)
      try node.requireOperand(2, count: rank)
      var selection = Selection(all: input.shape)
      var shape = Shape()
      for d in 0..<rank {
        let begin = try values.operand(1, d, node)
        let written = try values.operand(2, d, node)
        guard begin >= 0, Int(begin) <= input.shape[d] else {
          throw node.operandError(1, value: Int(begin))
        }
        let size = written == -1 ? input.shape[d] &- Int(begin) : Int(written)
        guard selection.narrow(d, begin: Int(begin), count: size) else {
          throw node.operandError(2, value: Int(written))
        }
        _ = shape.append(Int32(truncatingIfNeeded: size))
      }
      try output.require(shape)
      self.selection = selection
    }
  }

  /// `.isStatic` for at most 64 int32 elements that shapes and constants alone determine.
  ///
  /// - Throws: `.unsupportedFeature` where begin or size is known only while running.
  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    var values = StaticValues()
    _ = try Parameters(node, &values)
    guard try StaticValues.isStatic(node, data: 0..<1) else { return .runs(scratchBytes: 0) }
    try evaluate(node)
    return .isStatic
  }

  @inline(never)
  public static func element(
    _ i: Int, _ node: Node, _ values: inout StaticValues
  ) throws(ModelError) -> Int32 {
    let p = try Parameters(node, &values)
    return try values.element(p.selection.source(of: i), of: p.input, readBy: node)
  }

  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    var values = StaticValues()
    let p = try Parameters(node, &values)
    try memory.copy(p.selection.copy(elementBytes: p.input.type.byteCount), from: p.input, to: p.output)
  }
}
