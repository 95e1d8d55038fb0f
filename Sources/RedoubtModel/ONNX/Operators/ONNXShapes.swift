/// Operators that change a tensor's shape, or ask for it.
extension ONNXLowering {
  /// Reshape: 0 keeps a dimension (unless `allowzero`), −1 follows from the others.
  mutating func reshape(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let input = try operand(node, 0)
    var shape = try integers(node, 1, "shape")
    guard shape.count <= ONNXTensor.highestRank else {
      throw node.unsupported(
        "\(shape.count) dimensions are more than the \(ONNXTensor.highestRank) supported.")
    }
    if try node.integer("allowzero") ?? 0 == 0 {
      for i in shape.indices where shape[i] == 0 {
        guard i < input.shape.count else {
          throw node.invalid("Dimension \(i) keeps none of shape \(input.shape).")
        }
        shape[i] = input.shape[i]
      }
    }
    let (open, count) = (shape.indices.filter { shape[$0] == -1 }, input.shape.elementCount)
    let known = shape.filter { $0 != -1 }.elementCount
    if open.count == 1, known > 0, count % known == 0 { shape[open[0]] = count / known }
    return [try view(node, input, shape)]
  }

  /// Flatten: two dimensions, those before `axis` and those from it on.
  mutating func flatten(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let input = try operand(node, 0)
    let (axis, rank) = (try node.integer("axis") ?? 1, input.shape.count)
    guard (-rank...rank).contains(axis) else {
      throw node.invalid("Axis \(axis) is outside a tensor of \(rank) dimensions.")
    }
    let split = axis < 0 ? axis + rank : axis
    return [try view(node, input, [input.shape[..<split].elementCount, input.shape[split...].elementCount])]
  }

  mutating func squeeze(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let input = try operand(node, 0)
    var dropped = Set<Int>()
    if let axes = try integers(node, attribute: "axes", orInput: 1) {
      for axis in axes { dropped.insert(try dimension(node, axis, rank: input.shape.count)) }
    } else {
      dropped = Set(input.shape.indices.filter { input.shape[$0] == 1 })
    }
    guard dropped.allSatisfy({ input.shape[$0] == 1 }) else {
      throw node.invalid("A dimension of shape \(input.shape) that it takes out is not 1.")
    }
    return [
      try view(node, input, input.shape.indices.filter { !dropped.contains($0) }.map { input.shape[$0] })
    ]
  }

  mutating func unsqueeze(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let input = try operand(node, 0)
    guard let axes = try integers(node, attribute: "axes", orInput: 1) else {
      throw node.invalid("It has no axes.")
    }
    let rank = input.shape.count + axes.count
    guard rank <= ONNXTensor.highestRank else { throw node.unsupported("\(rank) dimensions are too many.") }
    var added = Set<Int>()
    for axis in axes { added.insert(try dimension(node, axis, rank: rank)) }
    guard added.count == axes.count else { throw node.invalid("An axis is listed twice.") }
    var rest = input.shape.makeIterator()
    return [try view(node, input, (0..<rank).map { added.contains($0) ? 1 : rest.next() ?? 1 })]
  }

  mutating func transpose(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let input = try operand(node, 0)
    let rank = input.shape.count
    let permutation = try node.integers("perm") ?? (0..<rank).reversed()
    guard permutation.sorted() == Array(0..<rank) else {
      throw node.invalid("\(permutation) is no permutation of the \(rank) dimensions of its input.")
    }
    return [try keepSign(input, try transposed(node, input, by: permutation, step: ""))]
  }

  /// Expand: the input repeated along dimensions of size 1.
  mutating func expand(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let input = try operand(node, 0)
    let wanted = try integers(node, 1, "shape")
    guard wanted.count <= ONNXTensor.highestRank, wanted.allSatisfy({ $0 >= 0 }) else {
      throw node.invalid("Shape \(wanted) is not one that a tensor can have.")
    }
    let target: [Int]
    do { target = try input.shape.broadcast(with: wanted) } catch { throw node.invalid(error.message) }
    if target == input.shape { return [input] }
    let shape = [Int](repeating: 1, count: target.count - input.shape.count) + input.shape
    let full = try reshaped(node, input, to: shape, step: "rank")
    let repeats = zip(target, shape).map { $0 == $1 ? 1 : $0 }
    let result = try emitOne(
      node, TileKind(), [full, constant(repeats, named: "\(node.label)/repetitions")])
    if case .computed(let id) = result.source { facts.expanded[id] = input }
    return [try keepSign(input, result)]
  }

  /// Tile: the input repeated along each dimension.
  mutating func tile(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let input = try operand(node, 0)
    let repeats = try integers(node, 1, "repetitions")
    guard repeats.count == input.shape.count, repeats.allSatisfy({ $0 >= 1 }) else {
      throw node.invalid("Repetitions \(repeats) do not fit shape \(input.shape).")
    }
    if repeats.allSatisfy({ $0 == 1 }) { return [input] }
    return [
      try keepSign(
        input,
        try emitOne(node, TileKind(), [input, constant(repeats, named: "\(node.label)/repetitions")]))
    ]
  }

  /// Shape: dimensions are all known, so it is a constant; `start` and `end` choose some of them.
  mutating func shape(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let shape = try operand(node, 0).shape
    func bound(_ name: String, default fallback: Int) throws(ONNXError) -> Int {
      let bound = try node.integer(name) ?? fallback
      return min(max(bound < 0 ? bound + shape.count : bound, 0), shape.count)
    }
    let start = try bound("start", default: 0)
    let part = shape[start..<max(start, try bound("end", default: shape.count))]
    return [
      ONNXOperand(name: node.label, shape: [part.count], source: .constant(.int64(part.map(Int64.init))))
    ]
  }

  /// Size: the number of elements, a constant.
  mutating func size(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let count = try operand(node, 0).shape.elementCount
    return [ONNXOperand(name: node.label, shape: [], source: .constant(.int64([Int64(count)])))]
  }

  private mutating func view(
    _ node: ONNXNode, _ input: ONNXOperand, _ shape: [Int]
  ) throws(ONNXError) -> ONNXOperand {
    if shape == input.shape { return input }
    guard shape.allSatisfy({ $0 >= 0 }), shape.elementCount == input.shape.elementCount else {
      throw node.invalid(
        "\(input.shape.elementCount) elements of shape \(input.shape) do not fill shape \(shape).")
    }
    return try keepSign(input, try reshaped(node, input, to: shape, step: ""))
  }
}
