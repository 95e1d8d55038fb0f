import RedoubtModel

/// Operations that move elements and compute nothing (RESHAPE, PAD, CONCATENATION, SLICE, TRANSPOSE, …): each gradient
/// goes to the element that it was copied from.
///
/// Where elements go is found by running the operation once on their own positions.
struct MovementBackward: BackwardRule {
  /// For each output, the position of each element's source, all inputs counted on; −1 for an element that is filled in.
  private let sources: [[Int]]
  /// Elements of each input that is moved, 0 for constants and integer operands.
  private let counts: [Int]

  /// - Parameters:
  ///   - inputs: As the operation reads them; constants carry their data.
  ///   - isMoved: For each input, whether its elements are moved.
  init(_ kind: any OperationKind, _ inputs: [Value?], isMoved: [Bool]) throws(GraphError) {
    var operands: [HostTensor?] = []
    var counts: [Int] = []
    // 0 stands for "filled in", so positions count from 1.
    var next: Int32 = 1
    for (input, isMoved) in zip(inputs, isMoved) {
      guard let input else {
        operands.append(nil)
        counts.append(0)
        continue
      }
      if isMoved {
        let end = next + Int32(clamping: input.count)
        operands.append(HostTensor(shape: input.shape, data: .int32(Array(next..<end))))
        counts.append(input.count)
        next = end
      } else {
        // Shapes, axes and paddings are read; numbers that are filled in are not.
        let data = input.data?.integers == nil ? nil : input.data
        operands.append(HostTensor(shape: input.shape, data: data ?? .zeros(input)))
        counts.append(0)
      }
    }
    self.counts = counts
    sources = try kind.evaluate(operands).map { output in
      output.data.integers?.map { Int($0) - 1 } ?? []
    }
  }

  func inputGradients(_ gradients: [[Float]], _ values: OperationValues) -> [[Float]] {
    var all = [Float](repeating: 0, count: counts.reduce(0, +))
    for (gradient, sources) in zip(gradients, sources) {
      for (element, source) in zip(gradient, sources) where source >= 0 { all[source] += element }
    }
    var first = 0
    return counts.map { count in
      defer { first += count }
      return Array(all[first..<first + count])
    }
  }
}

extension TensorData {
  /// Elements that stand for "filled in" where an operation moves positions.
  fileprivate static func zeros(_ value: Value) -> TensorData {
    .int32([Int32](repeating: 0, count: value.count))
  }
}
