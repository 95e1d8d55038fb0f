/// Reading the operands of an operation, with an error where one is absent or of the wrong form.
extension [Value?] {
  /// Input `i`, which must be there.
  func operand(_ i: Int) throws(GraphError) -> Value {
    guard i < count, let value = self[i] else { throw GraphError("Input \(i) is missing.") }
    return value
  }

  /// Input `i`, nil where it is left out.
  func optional(_ i: Int) -> Value? { i < count ? self[i] : nil }

  /// Elements of input `i`, an integer constant; clamped to int32, as open ends of slices may be larger.
  ///
  /// - Parameters:
  ///   - count: Elements that there must be, nil for any number up to `limit`.
  ///   - limit: Elements that there may be; more than any tensor has dimensions.
  func integers(
    _ i: Int, _ role: String, count: Int? = nil, limit: Int = 64
  ) throws(GraphError) -> [Int] {
    let value = try operand(i)
    guard value.count <= limit else {
      throw GraphError("The \(role) has \(value.count) elements, more than the \(limit) that there can be.")
    }
    guard let elements = value.data?.integers else {
      throw GraphError("The \(role) must be an integer constant; fold the operations that compute it.")
    }
    if let count, elements.count != count {
      throw GraphError("The \(role) has \(elements.count) elements where \(count) are needed.")
    }
    return elements.map { Int(Int32(clamping: $0)) }
  }

  /// Input `i`, which must have this many dimensions, none of them 0.
  func operand(_ i: Int, rank: Int, _ role: String) throws(GraphError) -> Value {
    let value = try operand(i)
    guard value.shape.count == rank, !value.shape.contains(0) else {
      throw GraphError("The \(role) has shape \(value.shape); \(rank) dimensions, none 0, are needed.")
    }
    return value
  }
}

extension [Int] {
  /// The dimension that `axis` names; negative ones count from the end.
  func dimension(at axis: Int) throws(GraphError) -> Int {
    let index = axis < 0 ? axis + count : axis
    guard indices.contains(index) else {
      throw GraphError("Axis \(axis) is outside a tensor of shape \(self).")
    }
    return index
  }

  /// The shape that this one and `other` broadcast to: aligned at the innermost dimension, 1 repeats.
  func broadcast(with other: [Int]) throws(GraphError) -> [Int] {
    var result: [Int] = []
    for i in 0..<Swift.max(count, other.count) {
      let a = i < count ? self[count - 1 - i] : 1
      let b = i < other.count ? other[other.count - 1 - i] : 1
      guard a == b || a == 1 || b == 1 else {
        throw GraphError("Shapes \(self) and \(other) do not broadcast to a common one.")
      }
      result.append(a == 1 ? b : a)
    }
    return result.reversed()
  }
}

extension [Value?] {
  /// Throws unless input `i` is left out or has one element per output channel.
  func requireBias(_ i: Int, channels: Int) throws(GraphError) {
    guard let bias = optional(i) else { return }
    guard bias.shape == [channels] else {
      throw GraphError("The bias has shape \(bias.shape) where [\(channels)] is needed.")
    }
  }
}
