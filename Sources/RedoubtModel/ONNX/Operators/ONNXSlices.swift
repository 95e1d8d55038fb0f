/// Operators that take parts of a tensor.
extension ONNXLowering {
  /// Slice: starts, ends, axes and steps as inputs.
  mutating func slice(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let input = try operand(node, 0)
    let (starts, ends) = (try integers(node, 1, "starts"), try integers(node, 2, "ends"))
    let axes = optional(node, 3) == nil ? Array(starts.indices) : try integers(node, 3, "axes")
    let steps =
      optional(node, 4) == nil ? [Int](repeating: 1, count: starts.count) : try integers(node, 4, "steps")
    guard ends.count == starts.count, axes.count == starts.count, steps.count == starts.count else {
      throw node.invalid("Its starts, ends, axes and steps are of different numbers.")
    }
    var (begin, size) = ([Int](repeating: 0, count: input.shape.count), input.shape)
    var step = [Int](repeating: 1, count: input.shape.count)
    for i in starts.indices {
      let axis = try dimension(node, axes[i], rank: input.shape.count)
      let extent = input.shape[axis]
      guard steps[i] != 0 else { throw node.invalid("A step is 0.") }
      step[axis] = steps[i]
      // A slice that runs backwards begins at the last element and ends before the first.
      let (low, high) = steps[i] > 0 ? (0, extent) : (-1, extent - 1)
      let start = min(max(starts[i] < 0 ? starts[i] + extent : starts[i], steps[i] > 0 ? 0 : low), high)
      let end = min(max(ends[i] < 0 ? ends[i] + extent : ends[i], low), high)
      let distance = steps[i] > 0 ? end - start : start - end
      begin[axis] = start
      size[axis] = distance <= 0 ? 0 : (distance - 1) / abs(steps[i]) + 1
    }
    return [try keepSign(input, try part(node, input, begin: begin, size: size, step: step))]
  }

  /// Split: sizes as an attribute or an input, or equal parts.
  mutating func split(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let input = try operand(node, 0)
    let axis = try dimension(node, try node.integer("axis") ?? 0, rank: input.shape.count)
    let (extent, count) = (input.shape[axis], node.outputs.count)
    guard count >= 1 else { throw node.invalid("It has no outputs.") }
    // The last part is smaller where the number of parts does not divide the dimension.
    let part = (extent + count - 1) / count
    let equal = (0..<count).map { max(min(part, extent - $0 * part), 0) }
    let sizes = try integers(node, attribute: "split", orInput: 1) ?? equal
    guard sizes.count == count, sizes.allSatisfy({ $0 >= 0 }), sizes.reduce(0, +) == extent else {
      throw node.invalid("Parts of sizes \(sizes) do not divide dimension \(axis) of shape \(input.shape).")
    }
    if count == 1 { return [input] }
    if extent > 0, sizes.allSatisfy({ $0 == sizes[0] }) {
      let operand = constant([axis], shape: [], named: "\(node.label)/axis")
      return try emit(node, SplitKind(parts: Int32(clamping: count)), [operand, input])
    }
    var (results, position): ([ONNXOperand], Int) = ([], 0)
    for (i, extent) in sizes.enumerated() {
      var (begin, size) = ([Int](repeating: 0, count: input.shape.count), input.shape)
      (begin[axis], size[axis]) = (position, extent)
      position += extent
      let step = [Int](repeating: 1, count: input.shape.count)
      results.append(try self.part(node, input, begin: begin, size: size, step: step, suffix: "part \(i)"))
    }
    return results
  }

  /// Gather along one dimension with constant indices.
  mutating func gather(_ node: ONNXNode) throws(ONNXError) -> [ONNXOperand] {
    let (input, indices) = (try operand(node, 0), try constant(node, 1, "indices"))
    let axis = try dimension(node, try node.integer("axis") ?? 0, rank: input.shape.count)
    guard let numbers = indices.data.integers else { throw node.invalid("The indices are no integers.") }
    let extent = Int64(input.shape[axis])
    guard numbers.allSatisfy({ (-extent..<extent).contains($0) }) else {
      throw node.invalid("An index leaves dimension \(axis) of shape \(input.shape).")
    }
    let positions = numbers.map { Int($0 < 0 ? $0 + extent : $0) }
    // One index is a slice, which every runtime has.
    if positions.count == 1 {
      var (begin, size) = ([Int](repeating: 0, count: input.shape.count), input.shape)
      (begin[axis], size[axis]) = (positions[0], 1)
      let step = [Int](repeating: 1, count: input.shape.count)
      let slice = try part(node, input, begin: begin, size: size, step: step)
      let shape = input.shape[..<axis] + indices.shape + input.shape[(axis + 1)...]
      return [try reshaped(node, slice, to: Array(shape), step: "shape")]
    }
    let operand = constant(positions, shape: indices.shape, named: "\(node.label)/indices")
    return [try emitOne(node, GatherKind(axis: Int32(axis)), [input, operand])]
  }

  /// Elements from `begin` on, `step` apart; where the input is such a part itself, of what it is a part of.
  private mutating func part(
    _ node: ONNXNode, _ input: ONNXOperand, begin: [Int], size: [Int], step: [Int], suffix: String = ""
  ) throws(ONNXError) -> ONNXOperand {
    if size == input.shape, step.allSatisfy({ $0 == 1 }) { return input }
    guard input.isConstant || !size.contains(0) else {
      throw node.unsupported("It takes no elements of shape \(input.shape). Remove it from the network.")
    }
    if size.contains(0) {
      let element = try tensor(input, at: node.place)?.data.type ?? .float32
      return ONNXOperand(name: node.label, shape: size, source: .constant(.empty(element)))
    }
    guard case .computed(let id) = input.source else {
      return try sliced(node, input, begin: begin, size: size, step: step, suffix: suffix)
    }
    var part = ONNXValueFacts.Part(whole: input, begin: begin, step: step)
    if let outer = facts.parts[id] {
      part = ONNXValueFacts.Part(
        whole: outer.whole, begin: begin.indices.map { outer.begin[$0] + begin[$0] * outer.step[$0] },
        step: zip(outer.step, step).map { $0 * $1 })
    }
    let result = try sliced(node, part.whole, begin: part.begin, size: size, step: part.step, suffix: suffix)
    if case .computed(let id) = result.source { facts.parts[id] = part }
    return result
  }

  /// SLICE, or STRIDED_SLICE where a step is not 1.
  private mutating func sliced(
    _ node: ONNXNode, _ input: ONNXOperand, begin: [Int], size: [Int], step: [Int], suffix: String
  ) throws(ONNXError) -> ONNXOperand {
    let name = "\(node.label)/\(suffix)"
    let start = constant(begin, named: "\(name)/begin")
    if step.allSatisfy({ $0 == 1 }) {
      let operands = [input, start, constant(size, named: "\(name)/size")]
      return try emitOne(node, SliceKind(), operands, step: suffix)
    }
    // An end before the first element cannot be written as a position, so the mask says it.
    var (end, endMask) = ([Int](repeating: 0, count: size.count), Int32(0))
    for i in size.indices {
      end[i] = begin[i] + (size[i] - 1) * step[i] + (step[i] > 0 ? 1 : -1)
      if end[i] < 0 { endMask |= 1 << Int32(i) }
    }
    return try emitOne(
      node, StridedSliceKind(endMask: endMask),
      [
        input, start, constant(end, named: "\(name)/end"), constant(step, named: "\(name)/strides"),
      ], step: suffix)
  }
}

extension TensorData {
  /// No elements of a type.
  fileprivate static func empty(_ type: ElementType) -> TensorData {
    switch type {
    case .float32: .float32([])
    case .int8: .int8([])
    case .int32: .int32([])
    case .int64: .int64([])
    case .bool: .bool([])
    }
  }
}
