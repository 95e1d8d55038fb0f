/// SQUEEZE: int8, int32 or float32 input, output without the dimensions of size 1 that the options name (all of
/// them where they name none).
public enum Squeeze: Operator {
  public static var code: Int32 { 43 }
  public static var name: StaticString { "SQUEEZE" }
  private static let optionsType: UInt8 = 30

  /// What the kernel needs besides the tensors' elements.
  package struct Parameters {
    package let input, output: Tensor

    package init(_ node: Node) throws(ModelError) {
      try node.require(inputs: 1...1, outputs: 1)
      (input, output) = (try node.input(0), try node.output(0))
      try input.requireCopyable(to: output)
      let options = try node.options(optionsType)
      // One bit per dimension that goes.
      var removed: UInt32 = 0
      if let axes = try options.vector(0, elementBytes: 4), axes.count > 0 {
        for i in 0..<axes.count {
          let axis = try axes.element(i, as: Int32.self)
          guard let d = input.shape.dimension(ofAxis: axis), input.shape[d] == 1 else {
            throw options.error(.outOfRange, 0, value: Int(axis))
          }
          removed |= 1 &<< UInt32(truncatingIfNeeded: d)
        }
      } else {
        for d in 0..<input.shape.rank where input.shape[d] == 1 {
          removed |= 1 &<< UInt32(truncatingIfNeeded: d)
        }
      }
      var shape = Shape()
      for d in 0..<input.shape.rank where removed &>> UInt32(truncatingIfNeeded: d) & 1 == 0 {
        _ = shape.append(Int32(truncatingIfNeeded: input.shape[d]))
      }
      try output.require(shape)
    }
  }

  /// `.isStatic` for at most 64 int32 elements that shapes and constants alone determine.
  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    _ = try Parameters(node)
    return try StaticValues.isStatic(node, data: 0..<1) ? .isStatic : .runs(scratchBytes: 0)
  }

  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    let p = try Parameters(node)
    try memory.copy(p.input, to: p.output)
  }
}
