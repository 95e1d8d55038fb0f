/// PAD: int8, int32 or float32 input, integer paddings [rank, 2], output larger by them. What is new holds the real
/// number 0, which for int8 is the zero point.
public enum Pad: Operator {
  public static var code: Int32 { 34 }
  public static var name: StaticString { "PAD" }

  /// - Throws: `.unsupportedFeature` for an int32 input without memory, since shapes and constants alone determine it,
  ///   and where paddings are known only while running.
  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    let padding = try parameters(node)
    try StaticValues.requireMemory(node, padding.input)
    return .runs(scratchBytes: 0)
  }

  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    let padding = try parameters(node)
    try padding.run(memory, element: try padding.output.zeroElement())
  }

  private static func parameters(_ node: Node) throws(ModelError) -> Padding {
    try node.require(inputs: 2...2, outputs: 1)
    return try Padding(node)
  }
}
