extension ONNXLowering {
  /// Gemm: alpha × A × B + beta × C, where B is constant; A and B may be given transposed.
  mutating func gemm(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let (a, b) = (try operand(node, 0), try operand(node, 1))
    let transposesB = try node.integer("transB") ?? 0 != 0
    let (alpha, beta) = (try node.float("alpha", default: 1), try node.float("beta", default: 1))
    guard a.shape.count == 2, b.shape.count == 2 else {
      throw node.invalid("Its factors have shapes \(a.shape) and \(b.shape); two matrices are needed.")
    }
    var rows = a
    if try node.integer("transA") ?? 0 != 0 {
      rows = try transposed(node, a, by: [1, 0], step: "rows")
    }
    let weights = try matrix(node, b, isTransposed: transposesB, scale: alpha)
    let outputs = weights.shape[0]
    guard rows.shape[1] == weights.shape[1] else {
      throw node.invalid(
        "A row has \(rows.shape[1]) elements where the weights need \(weights.shape[1]).")
    }
    guard let addend = optional(node, 2), beta != 0 else {
      return [try emitOne(node, FullyConnectedKind(), [rows, weights])]
    }
    if let tensor = try tensor(addend, at: node.place), tensor.shape.elementCount == tensor.shape.last ?? 1,
      let elements = tensor.data.floats, [1, outputs].contains(elements.count)
    {
      let bias = (0..<outputs).map { beta * elements[elements.count == 1 ? 0 : $0] }
      let operand = constant(bias, shape: [outputs], named: "\(node.label)/bias")
      return [
        try emitOne(
          node, FullyConnectedKind(),
          [rows, weights, beta == 1 && addend.shape == [outputs] ? addend : operand])
      ]
    }
    let product = try emitOne(node, FullyConnectedKind(), [rows, weights], step: "product")
    var scaled = addend
    if beta != 1 {
      scaled = try emitOne(
        node, MulKind(), [addend, constant([beta], shape: [], named: "\(node.label)/beta")], step: "addend")
    }
    return [try emitOne(node, AddKind(), [product, scaled])]
  }

  /// Constant factor on the right side as the weights of FULLY_CONNECTED, [outputs, inputs].
  mutating func matrix(
    _ node: ONNXNode, _ factor: ONNXOperand, isTransposed: Bool, scale: Float = 1
  ) throws(ONNXError) -> ONNXOperand {
    guard !factor.shape.contains(0), factor.shape.count >= 2,
      factor.shape.dropLast(2).allSatisfy({ $0 == 1 })
    else { throw node.unsupported("Weights of shape \(factor.shape) are no matrix.") }
    let shape = Array(factor.shape.suffix(2))
    if isTransposed, scale == 1, factor.isConstant, factor.shape.count == 2 { return factor }
    return try arranged(
      factor, ONNXArrangement(shape: shape, permutation: isTransposed ? [0, 1] : [1, 0], scale: scale),
      at: node.place)
  }
}
