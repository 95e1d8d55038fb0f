/// MUL of shape arithmetic: int32 inputs that are static, of equal shape or one of them with a single element,
/// int32 output, products wrapping, no activation.
enum StaticProduct {
  static let code: Int32 = 18
  private static let optionsType: UInt8 = 21

  /// True when a MUL is of this kind, and so never runs.
  ///
  /// - Throws: What is wrong with it, if so.
  static func holds(_ node: Node) throws(ModelError) -> Bool {
    guard node.outputCount == 1, node.inputCount == 2, try StaticValues.isStatic(node, data: 0..<2) else {
      return false
    }
    var values = StaticValues()
    for i in 0..<(try node.output(0)).shape.count { _ = try element(i, node, &values) }
    return true
  }

  /// Element `i` of the output.
  @inline(never)
  static func element(
    _ i: Int, _ node: Node, _ values: inout StaticValues
  ) throws(ModelError) -> Int32 {
    try node.require(inputs: 2...2, outputs: 1)
    let (a, b, output) = (try node.input(0), try node.input(1), try node.output(0))
    try a.require(.int32)
    try b.require(.int32)
    try output.require(.int32)
    let options = try node.options(optionsType)
    let activation = try options.scalar(0, default: 0 as Int8)
    guard activation == 0 else { throw options.error(.unsupportedFeature, 0, value: Int(activation)) }
    guard output.shape.count == max(a.shape.count, b.shape.count),
      a.shape == output.shape || a.shape.count == 1, b.shape == output.shape || b.shape.count == 1
    else { throw output.error(.shapeMismatch, .tensorShape, value: output.shape.count) }
    let x = try values.element(a.shape.count == 1 ? 0 : i, of: a, readBy: node)
    let y = try values.element(b.shape.count == 1 ? 0 : i, of: b, readBy: node)
    return x &* y
  }
}
