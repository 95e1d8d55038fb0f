import RedoubtCore

enum ProgramAveragePool2D: ProgramOperator {
  static let code = AveragePool2D.code
  static let name = "AVERAGE_POOL_2D"

  static func add(_ node: Node, to program: inout ModelProgram) throws {
    try program.addPool("average_pool_2d", node)
  }
}

extension ModelProgram {
  /// The step of a pool.
  mutating func addPool(_ kernel: String, _ node: Node) throws(ModelError) {
    let p = try PoolWindow(node)
    let name = Self.name(kernel, node)
    add(
      kernel, node,
      numbers: [
        ("batches", p.input.shape[0]), ("input_height", p.rows.input), ("input_width", p.columns.input),
        ("output_height", p.rows.output), ("output_width", p.columns.output), ("channels", p.input.shape[3]),
        ("filter_height", p.rows.filter), ("filter_width", p.columns.filter),
        ("stride_height", p.rows.stride), ("stride_width", p.columns.stride), ("pad_top", p.rows.padding),
        ("pad_left", p.columns.padding), ("minimum", Int(p.range.minimum)), ("maximum", Int(p.range.maximum)),
      ], places: [try place(p.input, name: name + "_input"), try place(p.output, name: name + "_output")])
  }
}
