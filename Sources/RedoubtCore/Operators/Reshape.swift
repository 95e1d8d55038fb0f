/// RESHAPE: int8, int32 or float32 input of any shape, output with the same elements in the same order. The shape
/// stands in an int32 operand [rank] or in the options; one size may be −1, what is left for it.
public enum Reshape: Operator {
  public static var code: Int32 { 22 }
  public static var name: StaticString { "RESHAPE" }
  private static let optionsType: UInt8 = 17

  /// What the kernel needs besides the tensors' elements.
  package struct Parameters {
    package let input, output: Tensor

    package init(_ node: Node) throws(ModelError) {
      try node.require(inputs: 1...2, outputs: 1)
      (input, output) = (try node.input(0), try node.output(0))
      try input.requireCopyable(to: output)
      guard input.shape.count == output.shape.count else {
        throw output.error(.shapeMismatch, .tensorShape, value: output.shape.count)
      }
    }
  }

  /// `.isStatic` for at most 64 int32 elements that shapes and constants alone determine.
  ///
  /// - Throws: `.shapeMismatch` unless the declared shape is the one that the operator gives, `.unsupportedFeature` for
  ///   one that is known only while running.
  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    let p = try Parameters(node)
    try requireShape(p, node)
    return try StaticValues.isStatic(node, data: 0..<1) ? .isStatic : .runs(scratchBytes: 0)
  }

  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    let p = try Parameters(node)
    try memory.copy(p.input, to: p.output)
  }

  /// The output declares its shape; what the operator says about it has to agree. An open size needs no division: the
  /// others and the number of elements leave it one value, and two open sizes are refused.
  private static func requireShape(_ p: Parameters, _ node: Node) throws(ModelError) {
    let shape = p.output.shape
    let operand = try node.optionalInput(1)
    // As the reference does, the options count where the operand is no vector.
    let isOperand = operand?.shape.rank == 1
    var sizes = FlatVector(node.model.bytes, known: 0, FlatVector.Kind(.option(0), elementBytes: 4))
    var count = operand?.shape.count ?? 0
    if !isOperand {
      let options = try OptionFields(node, optionsType, FieldLayout(.options).vector(0, elementBytes: 4))
      guard options[0] != 0 else { throw options.error(.missing, 0) }
      sizes = FlatVector(
        node.model.bytes, known: Int(options[0]), FlatVector.Kind(.option(0), elementBytes: 4))
      count = sizes.count
      // Old files write [0] for a scalar.
      if count == 1, shape.rank == 0, try sizes.element(0, as: Int32.self) == 0 { return }
    }
    guard count <= Shape.maximumRank else {
      throw isOperand
        ? node.operandError(1, .outOfRange, .tensorShape, value: count)
        : node.error(.outOfRange, .option(0), value: count)
    }
    var values = StaticValues()
    var open = 0
    var fits = count == shape.rank
    for i in 0..<count {
      let size = isOperand ? try values.operand(1, i, node) : try sizes.element(i, as: Int32.self)
      if size == -1 { open = open &+ 1 } else if fits, Int(size) != shape[i] { fits = false }
    }
    guard fits, open <= 1 else {
      throw p.output.error(.shapeMismatch, .tensorShape, value: shape.count)
    }
  }
}
