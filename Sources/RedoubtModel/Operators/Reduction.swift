/// Which dimensions of a tensor a reduction takes together.
struct Reduction {
  let shape: [Int]
  /// For each dimension, whether it is reduced.
  let isReduced: [Bool]

  init(of shape: [Int], over axes: [Int]) throws(GraphError) {
    var isReduced = [Bool](repeating: false, count: shape.count)
    for axis in axes { isReduced[try shape.dimension(at: axis)] = true }
    guard !shape.contains(0) else { throw GraphError("A tensor of shape \(shape) has nothing to reduce.") }
    self.shape = shape
    self.isReduced = isReduced
  }

  func outputShape(keepsDimensions: Bool) -> [Int] {
    var result: [Int] = []
    for (dimension, reduced) in zip(shape, isReduced) {
      if !reduced { result.append(dimension) } else if keepsDimensions { result.append(1) }
    }
    return result
  }
}
