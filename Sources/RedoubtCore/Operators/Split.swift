/// SPLIT: integer axis (a scalar or [1]), int8, int32 or float32 input, cut along the axis into outputs of equal
/// shape.
public enum Split: Operator {
  public static var code: Int32 { 49 }
  public static var name: StaticString { "SPLIT" }
  private static let optionsType: UInt8 = 35

  /// What the kernel needs besides the tensors' elements.
  package struct Parameters {
    package let input: Tensor
    /// The dimension that is cut.
    package let dimension: Int
    /// Size of each part along it.
    package let part: Int

    package init(_ node: Node) throws(ModelError) {
      let count = node.outputCount
      try node.require(inputs: 2...2, outputs: count)
      input = try node.input(1)
      try node.requireOperand(0, count: 1)
      var values = StaticValues()
      let axis = try values.operand(0, 0, node)
      guard let dimension = input.shape.dimension(ofAxis: axis) else {
        throw node.operandError(0, value: Int(axis))
      }
      let options = try node.options(optionsType)
      let splits = try options.scalar(0, default: 0 as Int32)
      guard count > 0, Int(splits) == count else { throw options.error(.outOfRange, 0, value: Int(splits)) }
      let size = input.shape[dimension]
      guard size % count == 0 else { throw input.error(.shapeMismatch, .tensorShape, value: size) }
      self.dimension = dimension
      part = size / count
      for i in 0..<count { _ = try output(i, node) }
    }

    /// Output `i`.
    func output(_ i: Int, _ node: Node) throws(ModelError) -> Tensor {
      let output = try node.output(i)
      try input.requireCopyable(to: output)
      try output.requireShape(of: input, except: dimension)
      guard output.shape[dimension] == part else {
        throw output.error(.shapeMismatch, .tensorShape, value: output.shape[dimension])
      }
      return output
    }
  }

  /// - Throws: `.unsupportedFeature` for an int32 input without memory, since shapes and constants alone determine it,
  ///   and where the axis is known only while running.
  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    let p = try Parameters(node)
    try StaticValues.requireMemory(node, p.input)
    return .runs(scratchBytes: 0)
  }

  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    let p = try Parameters(node)
    for i in 0..<node.outputCount {
      let output = try p.output(i, node)
      var selection = Selection(all: p.input.shape)
      guard selection.narrow(p.dimension, begin: i &* p.part, count: p.part) else {
        throw output.error(.outOfRange, .tensorShape, value: p.part)
      }
      try memory.copy(selection.copy(elementBytes: p.input.type.byteCount), from: p.input, to: output)
    }
  }
}
