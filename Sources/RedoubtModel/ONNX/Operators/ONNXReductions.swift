extension ONNXLowering {
  mutating func reduceMean(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    try reduction(node) { MeanKind(keepsDimensions: $0) }
  }

  mutating func reduceMax(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    try reduction(node) { ReduceMaxKind(keepsDimensions: $0) }
  }

  /// ReduceSum: the mean times the number of elements.
  mutating func reduceSum(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let input = try operand(node, 0)
    let mean = try reduction(node) { MeanKind(keepsDimensions: $0) }[0]
    guard mean.shape.elementCount > 0 else { return [mean] }
    let count = Float(input.shape.elementCount / mean.shape.elementCount)
    return [
      try emitOne(
        node, MulKind(), [mean, constant([count], shape: [], named: "\(node.label)/count")], step: "sum")
    ]
  }

  /// Axes stand in an attribute, or in an input from operator set 18 on; all where there are none.
  private mutating func reduction(
    _ node: ONNXNode, _ kind: (Bool) -> any OperationKind
  ) throws(ONNXError) -> [ONNXOperand] {
    let input = try operand(node, 0)
    var axes = try integers(node, attribute: "axes", orInput: 1) ?? []
    if axes.isEmpty {
      if try node.integer("noop_with_empty_axes") ?? 0 != 0 { return [input] }
      axes = Array(input.shape.indices)
    }
    var dimensions: [Int] = []
    for axis in axes { dimensions.append(try dimension(node, axis, rank: input.shape.count)) }
    let keeps = try node.integer("keepdims") ?? 1 != 0
    let operand = constant(dimensions, named: "\(node.label)/axes")
    return [try keepSign(input, try emitOne(node, kind(keeps), [input, operand]))]
  }
}
