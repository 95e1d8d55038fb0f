/// Operators that combine tensors element by element.
extension ONNXLowering {
  /// An operation on one tensor.
  mutating func unary(
    _ node: ONNXNode, _ kind: any OperationKind, isNonNegative: Bool = false
  ) throws(ONNXError) -> ONNXOperand {
    let result = try emitOne(node, kind, [try operand(node, 0)])
    if isNonNegative, case .computed(let id) = result.source { facts.nonNegative.insert(id) }
    return result
  }

  /// An operation on two tensors applied to any number of them, one after the other.
  mutating func chain(_ node: ONNXNode, _ kind: any OperationKind) throws(ONNXError) -> ONNXOperand {
    var result = try operand(node, 0)
    for i in node.inputs.indices.dropFirst() {
      result = try pair(node, kind, result, try operand(node, i), step: "\(i)")
    }
    return result
  }

  /// An operation on two tensors that broadcast; one that was repeated for it is taken as it was before.
  private mutating func pair(
    _ node: ONNXNode, _ kind: any OperationKind, _ a: ONNXOperand, _ b: ONNXOperand, step: String = ""
  ) throws(ONNXError) -> ONNXOperand {
    var operands = [a, b]
    let shape = try? a.shape.broadcast(with: b.shape)
    for i in 0..<2 {
      guard case .computed(let id) = operands[i].source, let original = facts.expanded[id],
        let without = try? original.shape.broadcast(with: operands[1 - i].shape), without == shape
      else { continue }
      operands[i] = original
    }
    return try emitOne(node, kind, operands, step: step)
  }

  mutating func add(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let (a, b) = (try operand(node, 0), try operand(node, 1))
    let result = try pair(node, AddKind(), a, b)
    if case .computed(let id) = result.source {
      if try isNumber(b, 3, node), case .computed(let x) = a.source { facts.plusThree[id] = x }
      if try isNumber(a, 3, node), case .computed(let x) = b.source { facts.plusThree[id] = x }
    }
    return [result]
  }

  mutating func sub(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    [try pair(node, SubKind(), try operand(node, 0), try operand(node, 1))]
  }

  mutating func mul(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let (a, b) = (try operand(node, 0), try operand(node, 1))
    for (x, y) in [(a, b), (b, a)] {
      guard case .computed(let id) = x.source else { continue }
      if case .computed(let other) = y.source {
        if facts.hardSigmoid[other] == id { return [try emitOne(node, HardSwishKind(), [x])] }
        if facts.sixfoldHardSigmoid[other] == id {
          let result = try pair(node, MulKind(), a, b)
          if case .computed(let product) = result.source { facts.sixfoldHardSwish[product] = id }
          return [result]
        }
      } else if try isNumber(y, 1 / 6, node) {
        if let result = try sixth(node, id) { return [result] }
      }
    }
    return [try pair(node, MulKind(), a, b)]
  }

  /// Div by a constant: becomes MUL by the reciprocal.
  mutating func div(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let (a, b) = (try operand(node, 0), try operand(node, 1))
    guard let divisor = try tensor(b, at: node.place) else {
      throw node.unsupported(
        "The divisor (\"\(b.name)\") is computed by the network; it must be constant.")
    }
    guard let numbers = divisor.data.floats else { return try integerDivision(node) }
    if case .computed(let id) = a.source, try isNumber(b, 6, node), let result = try sixth(node, id) {
      return [result]
    }
    let reciprocals = numbers.map { 1 / $0 }
    guard reciprocals.allSatisfy(\.isFinite) else { throw node.invalid("It divides by 0.") }
    return [
      try emitOne(
        node, MulKind(),
        [a, constant(reciprocals, shape: divisor.shape, named: "\(node.label)/reciprocal")])
    ]
  }

  /// A sixth of `id`, where that is part of hard swish or hard sigmoid as exporters write them; else nil.
  private mutating func sixth(_ node: ONNXNode, _ id: ValueID) throws(ONNXError) -> ONNXOperand? {
    if let x = facts.sixfoldHardSwish[id] { return try emitOne(node, HardSwishKind(), [operand(x)]) }
    guard let x = facts.sixfoldHardSigmoid[id] else { return nil }
    let sixth = constant([1 / 6], shape: [], named: "\(node.label)/sixth")
    let result = try emitOne(node, MulKind(), [operand(id), sixth])
    if case .computed(let product) = result.source { facts.hardSigmoid[product] = x }
    return result
  }

  /// Whether an operand is one float number, up to the rounding of half precision.
  private mutating func isNumber(
    _ operand: ONNXOperand, _ number: Float, _ node: ONNXNode
  ) throws(ONNXError) -> Bool {
    guard operand.shape.elementCount == 1, operand.shape.isEmpty || operand.shape.count <= 1,
      let element = try tensor(operand, at: node.place)?.data.floats?.first
    else { return false }
    return abs(element - number) <= 1e-3 * number
  }
}
