/// Activation functions with parameters.
extension ONNXLowering {
  mutating func leakyRelu(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    [try unary(node, LeakyReluKind(alpha: try node.float("alpha", default: 0.01)))]
  }

  /// PRelu: input, then a constant slope that broadcasts to it.
  mutating func prelu(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let slope = try operand(node, 1)
    guard slope.isConstant else {
      throw node.unsupported("The slope (\"\(slope.name)\") is computed by the network; it must be constant.")
    }
    return [try emitOne(node, PreluKind(), [try operand(node, 0), slope])]
  }

  /// Clip: bounds as attributes or inputs; the usual pairs become activations that fuse.
  mutating func clip(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let input = try operand(node, 0)
    let low = try bound(node, 1, attribute: "min", default: -.infinity)
    let high = try bound(node, 2, attribute: "max", default: .infinity)
    guard low <= high else { throw node.invalid("Its bounds are \(low) and \(high).") }
    var result = input
    switch (low, high) {
    case (0, 6): result = try emitOne(node, Relu6Kind(), [input])
    case (0, .infinity): result = try emitOne(node, ReluKind(), [input])
    case (-1, 1): result = try emitOne(node, ReluN1To1Kind(), [input])
    default:
      if low > -.infinity {
        let operand = constant([low], shape: [], named: "\(node.label)/min")
        result = try emitOne(node, MaximumKind(), [result, operand], step: "low")
      }
      if high < .infinity {
        let operand = constant([high], shape: [], named: "\(node.label)/max")
        result = try emitOne(node, MinimumKind(), [result, operand], step: "high")
      }
    }
    if case .computed(let id) = result.source {
      if low >= 0 { facts.nonNegative.insert(id) }
      if low == 0, high == 6, case .computed(let sum) = input.source, let x = facts.plusThree[sum] {
        facts.sixfoldHardSigmoid[id] = x
      }
    }
    return [result]
  }

  /// A bound of Clip; the largest float32 stands for no bound.
  private mutating func bound(
    _ node: ONNXNode, _ i: Int, attribute: String, default fallback: Float
  ) throws(ONNXError) -> Float {
    var bound = try node.float(attribute, default: fallback)
    if optional(node, i) != nil {
      guard let element = try floats(node, i, attribute).first else {
        throw node.invalid("The bound \(attribute) has no element.")
      }
      bound = element
    }
    guard !bound.isNaN else { throw node.invalid("The bound \(attribute) is no number.") }
    return bound.magnitude >= .greatestFiniteMagnitude ? fallback : bound
  }

  /// HardSigmoid: max(0, min(1, alpha × x + beta)).
  ///
  /// Written as RELU6(6 × alpha × x + 6 × beta) ÷ 6, whose clamp fuses into the addition.
  mutating func hardSigmoid(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let input = try operand(node, 0)
    let (alpha, beta) = (try node.float("alpha", default: 0.2), try node.float("beta", default: 0.5))
    guard alpha.isFinite, beta.isFinite else { throw node.invalid("alpha is \(alpha), beta \(beta).") }
    var scaled = input
    let isUnitSlope = abs(6 * alpha - 1) < 1e-3
    if !isUnitSlope {
      let slope = constant([6 * alpha], shape: [], named: "\(node.label)/slope")
      scaled = try emitOne(node, MulKind(), [input, slope], step: "scaled")
    }
    let offset = constant([6 * beta], shape: [], named: "\(node.label)/offset")
    let sum = try emitOne(node, AddKind(activation: .relu6), [scaled, offset], step: "clamped")
    let sixth = constant([1 / 6], shape: [], named: "\(node.label)/sixth")
    let result = try emitOne(node, MulKind(), [sum, sixth])
    if case .computed(let id) = result.source {
      facts.nonNegative.insert(id)
      if isUnitSlope, abs(beta - 0.5) < 1e-3, case .computed(let x) = input.source {
        facts.hardSigmoid[id] = x
      }
    }
    return [result]
  }

  /// Softmax over one dimension; before operator set 13 over all dimensions from `axis` on.
  mutating func softmax(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let input = try operand(node, 0)
    let rank = input.shape.count
    let axis = try dimension(node, try node.integer("axis") ?? (opset < 13 ? 1 : -1), rank: rank)
    if axis == rank - 1 { return [try emitOne(node, SoftmaxKind(), [input])] }
    if opset < 13 {
      let shape = [input.shape[..<axis].elementCount, input.shape[axis...].elementCount]
      let rows = try reshaped(node, input, to: shape, step: "rows")
      let result = try emitOne(node, SoftmaxKind(), [rows], step: "softmax")
      return [try reshaped(node, result, to: input.shape, step: "shape")]
    }
    let order = (0..<rank).filter { $0 != axis } + [axis]
    let inverse = (0..<rank).map { i in order.firstIndex(of: i) ?? i }
    let last = try transposed(node, input, by: order, step: "last")
    let result = try emitOne(node, SoftmaxKind(), [last], step: "softmax")
    return [try transposed(node, result, by: inverse, step: "order")]
  }

  /// The dimension that `axis` names; negative ones count from the end.
  func dimension(_ node: ONNXNode, _ axis: Int, rank: Int) throws(ONNXError) -> Int {
    guard (-rank..<rank).contains(axis) else {
      throw node.invalid("Axis \(axis) is outside a tensor of \(rank) dimensions.")
    }
    return axis < 0 ? axis + rank : axis
  }
}

extension ArraySlice<Int> {
  /// Product of dimensions; `Int.max` where it does not fit.
  var elementCount: Int { Array(self).elementCount }
}
