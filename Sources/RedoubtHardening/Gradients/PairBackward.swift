import RedoubtModel

/// Operations that combine two tensors element by element (ADD, SUB, MUL, MAXIMUM, MINIMUM, PRELU); shapes broadcast.
struct PairBackward: BackwardRule {
  /// Position in each operand that an element of the output reads.
  private let first, second: [Int]
  private let counts: (first: Int, second: Int)
  /// Partial derivatives at a and b.
  private let derivatives: @Sendable (_ a: Float, _ b: Float) -> (Float, Float)

  init(
    _ a: Value, _ b: Value, derivatives: @escaping @Sendable (_ a: Float, _ b: Float) -> (Float, Float)
  ) throws(GraphError) {
    first = try Self.positions(of: a, beside: b)
    second = try Self.positions(of: b, beside: a)
    counts = (a.count, b.count)
    self.derivatives = derivatives
  }

  /// The positions of `operand` broadcast against `other`, found by adding zeros to them.
  private static func positions(of operand: Value, beside other: Value) throws(GraphError) -> [Int] {
    let sum = try AddKind().evaluate([
      HostTensor(shape: operand.shape, data: .int32(Array(0..<Int32(clamping: operand.count)))),
      HostTensor(shape: other.shape, data: .int32([Int32](repeating: 0, count: other.count))),
    ])
    return sum[0].data.integers?.map { Int($0) } ?? []
  }

  func inputGradients(_ gradients: [[Float]], _ values: OperationValues) -> [[Float]] {
    var a = [Float](repeating: 0, count: counts.first)
    var b = [Float](repeating: 0, count: counts.second)
    for i in gradients[0].indices {
      let partial = derivatives(values.inputs[0][first[i]], values.inputs[1][second[i]])
      a[first[i]] += gradients[0][i] * partial.0
      b[second[i]] += gradients[0][i] * partial.1
    }
    return [a, b]
  }
}
