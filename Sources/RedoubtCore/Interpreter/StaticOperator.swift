/// An operator with one int32 output that depends on shapes and constants only, so that it never runs.
///
/// An operator that also works on data declares `prepare` and `run` itself.
public protocol StaticOperator: Operator {
  /// Element `i` of the output.
  ///
  /// Checks whatever it relies on, since the file may have changed since `prepare`.
  static func element(_ i: Int, _ node: Node, _ values: inout StaticValues) throws(ModelError) -> Int32
}

extension StaticOperator {
  /// Computes every element once.
  ///
  /// - Throws: `.tooLarge` for an output of more than 64 elements, and whatever `element` throws.
  public static func prepare(_ node: Node) throws(ModelError) -> Preparation {
    try evaluate(node)
    return .isStatic
  }

  /// Throws `.orderViolated`: there is nothing to run.
  public static func run(_ node: Node, _ memory: borrowing TensorMemory) throws(ModelError) {
    throw node.error(.orderViolated, .operationOutputs)
  }

  /// Asks for every element once, so that whatever is wrong shows at initialisation.
  static func evaluate(_ node: Node) throws(ModelError) {
    let output = try node.output(0)
    try output.require(.int32)
    guard output.shape.count <= StaticValues.maximumCount else {
      throw output.error(.tooLarge, .tensorShape, value: output.shape.count)
    }
    var values = StaticValues()
    for i in 0..<output.shape.count { _ = try element(i, node, &values) }
  }
}
