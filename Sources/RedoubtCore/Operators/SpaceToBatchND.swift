/// SPACE_TO_BATCH_ND: int8, int32 or float32 input [N, H, W, C] or [N, H, C], integer block shape [1] or [2],
/// integer paddings [1, 2] or [2, 2], output [block × N, H', W', C] or [block × N, H', C].
///
/// Padding holds the real number 0, which for int8 is the zero point. TFLite Micro's kernel leaves the value
/// undefined; LiteRT's defines it so, and this one under both roundings.
public enum SpaceToBatchND: Operator {
  public static var code: Int32 { 38 }
  public static var name: StaticString { "SPACE_TO_BATCH_ND" }

  /// What the kernel needs besides the tensors' elements.
  package struct Parameters {
    package let input, output: Tensor
    package let blocks: SpatialBlocks

    package init(_ node: Node) throws(ModelError) {
      try node.require(inputs: 3...3, outputs: 1)
      (input, output) = (try node.input(0), try node.output(0))
      try input.requireCopyable(to: output)
      blocks = try SpatialBlocks(large: input, small: output, node)
    }
  }

  /// - Throws: `.unsupportedFeature` for an int32 input without memory, since shapes and constants alone determine it,
  ///   and where block shape or paddings are known only while running.
  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    let p = try Parameters(node)
    try StaticValues.requireMemory(node, p.input)
    return .runs(scratchBytes: 0)
  }

  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    let p = try Parameters(node)
    try memory.fill(p.output, with: try p.output.zeroElement())
    for row in 0..<p.blocks.blockRows {
      for column in 0..<p.blocks.blockColumns {
        try memory.copy(
          p.blocks.copy(row: row, column: column, toSmall: true), from: p.input, to: p.output)
      }
    }
  }
}
