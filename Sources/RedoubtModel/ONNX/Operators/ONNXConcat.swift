extension ONNXLowering {
  mutating func concat(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let first = try operand(node, 0)
    guard let attribute = try node.integer("axis") else { throw node.invalid("It has no axis.") }
    let axis = try dimension(node, attribute, rank: first.shape.count)
    var parts: [ONNXOperand] = []
    for i in node.inputs.indices {
      let part = try operand(node, i)
      // Parts without elements are left over from shapes that are joined.
      if part.shape.elementCount > 0 || part.shape.count != first.shape.count { parts.append(part) }
    }
    guard parts.count > 1 else { return [parts.first ?? first] }
    let result = try emitOne(node, ConcatenationKind(axis: Int32(axis)), parts)
    if parts.allSatisfy(isNonNegative), case .computed(let id) = result.source {
      facts.nonNegative.insert(id)
    }
    return [result]
  }
}
