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

  /// Elements that one result takes together.
  var reducedCount: Int { zip(shape, isReduced).reduce(1) { $1.1 ? $0 * $1.0 : $0 } }

  /// Results in row-major order, each element taken in the order of the input.
  @inline(__always)
  func reduce<T, Accumulator>(
    _ elements: [T], from initial: Accumulator, _ combine: (inout Accumulator, T) -> Void
  ) -> [Accumulator] {
    let kept = outputShape(keepsDimensions: true)
    let strides = zip(kept.rowMajorStrides, isReduced).map { $1 ? 0 : $0 }
    var results = [Accumulator](repeating: initial, count: kept.elementCount)
    let walk = StridedWalk(shape, a: shape.rowMajorStrides, b: strides)
    walk.forEachRun { at in
      for i in 0..<walk.run {
        combine(&results[at.b + i * walk.runStep.b], elements[at.a + i * walk.runStep.a])
      }
    }
    return results
  }
}
