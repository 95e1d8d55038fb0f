extension ONNXLowering {
  /// BatchNormalization for inference: input [N, C, …], then scale, bias, mean and variance, each [C].
  ///
  /// Becomes MUL and ADD by constants per channel, which later passes fold into neighbouring convolutions.
  mutating func batchNormalization(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let input = try operand(node, 0)
    guard try node.integer("training_mode") ?? 0 == 0 else {
      throw node.unsupported("It is in training mode. Export the network for inference (model.eval()).")
    }
    guard input.shape.count >= 2 else {
      throw node.invalid("Its input has shape \(input.shape); [N, C, …] is needed.")
    }
    let channels = input.shape[1]
    let parameters = [
      try floats(node, 1, "scales"), try floats(node, 2, "biases"), try floats(node, 3, "means"),
      try floats(node, 4, "variances"),
    ]
    guard parameters.allSatisfy({ $0.count == channels }) else {
      throw node.invalid(
        "It has parameters for \(parameters.map(\.count)) channels, its input has \(channels).")
    }
    let epsilon = Double(try node.float("epsilon", default: 1e-5))
    var (scales, shifts): ([Float], [Float]) = ([], [])
    for c in 0..<channels {
      let scale = Double(parameters[0][c]) / (Double(parameters[3][c]) + epsilon).squareRoot()
      let shift = Double(parameters[1][c]) - Double(parameters[2][c]) * scale
      guard scale.isFinite, shift.isFinite else {
        throw node.invalid("Channel \(c) has variance \(parameters[3][c]), which gives no number.")
      }
      scales.append(Float(scale))
      shifts.append(Float(shift))
    }
    let shape = [channels] + [Int](repeating: 1, count: input.shape.count - 2)
    let scaled = try emitOne(
      node, MulKind(), [input, constant(scales, shape: shape, named: "\(node.label)/scale")], step: "scaled")
    return [
      try emitOne(
        node, AddKind(), [scaled, constant(shifts, shape: shape, named: "\(node.label)/shift")])
    ]
  }
}
