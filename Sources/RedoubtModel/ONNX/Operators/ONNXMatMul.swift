extension ONNXLowering {
  /// MatMul with one constant factor: becomes FULLY_CONNECTED.
  mutating func matMul(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let (a, b) = (try operand(node, 0), try operand(node, 1))
    guard a.isConstant || b.isConstant else {
      throw node.unsupported(
        "Both factors are computed by the network, as in attention; one must be constant. Use convolutions or "
          + "fully connected layers.")
    }
    if b.isConstant { return [try product(node, a, b)] }
    // A × B = (Bᵀ × Aᵀ)ᵀ, whose right factor is constant.
    guard a.shape.count == 2, b.shape.count >= 2, !b.shape.contains(0),
      a.shape[1] == b.shape[b.shape.count - 2]
    else {
      throw node.unsupported(
        "A constant of shape \(a.shape) times a tensor of shape \(b.shape) is not supported.")
    }
    let rank = b.shape.count
    let swap = Array(0..<(rank - 2)) + [rank - 1, rank - 2]
    let weights = try matrix(node, a, isTransposed: true)
    let columns = try transposed(node, b, by: swap, step: "columns")
    let result = try emitOne(
      node, FullyConnectedKind(keepsDimensions: rank > 2), [columns, weights], step: "product")
    return [try transposed(node, result, by: swap, step: "rows")]
  }

  /// Rows of any number of dimensions times a constant matrix or vector.
  private mutating func product(
    _ node: ONNXNode, _ a: ONNXOperand, _ b: ONNXOperand
  ) throws(ONNXError) -> ONNXOperand {
    guard let depth = a.shape.last, b.shape.count >= 1, !a.shape.contains(0),
      depth == (b.shape.count == 1 ? b.shape[0] : b.shape[b.shape.count - 2])
    else { throw node.invalid("Factors of shape \(a.shape) and \(b.shape) do not fit.") }
    let rows = a.shape.count == 1 ? try reshaped(node, a, to: [1, depth], step: "row") : a
    var weights: ONNXOperand
    var shape = Array(a.shape.dropLast())
    if b.shape.count == 1 {
      weights = try arranged(
        b, ONNXArrangement(shape: [1, depth], permutation: [0, 1]), at: node.place)
    } else {
      weights = try matrix(node, b, isTransposed: false)
      // Leading dimensions of size 1 of the constant add dimensions to the result.
      shape = [Int](repeating: 1, count: max(b.shape.count - 2 - shape.dropLast().count, 0)) + shape
      if a.shape.count == 1 { shape = [Int](repeating: 1, count: b.shape.count - 2) }
      shape.append(weights.shape[0])
    }
    let result = try emitOne(
      node, FullyConnectedKind(keepsDimensions: rows.shape.count > 2), [rows, weights])
    return try reshaped(node, result, to: shape, step: "shape")
  }
}
