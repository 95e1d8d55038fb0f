/// A part of a tensor: along each dimension, every `step`-th index from `begin` on, `count` of them.
package struct Selection {
  private var begins: [6 of Int]
  private var steps: [6 of Int]
  private var counts: [6 of Int]
  /// The tensor's shape.
  private let shape: Shape

  /// The whole tensor.
  package init(all shape: Shape) {
    self.shape = shape
    begins = .init(repeating: 0)
    steps = .init(repeating: 1)
    counts = .init(repeating: 1)
    for d in 0..<shape.rank { counts[d] = shape[d] }
  }

  /// Narrows dimension `d`.
  ///
  /// - Returns: False where an index leaves the dimension.
  package mutating func narrow(_ d: Int, begin: Int, step: Int = 1, count: Int) -> Bool {
    guard count >= 0 else { return false }
    begins[d] = begin
    steps[d] = step
    counts[d] = count
    guard count > 0 else { return true }
    let (way, overflow) = (count &- 1).multipliedReportingOverflow(by: step)
    let (last, overflow2) = begin.addingReportingOverflow(way)
    return begin >= 0 && begin < shape[d] && !overflow && !overflow2 && last >= 0 && last < shape[d]
  }

  /// How many indices of dimension `d` are selected.
  package func count(_ d: Int) -> Int { counts[d] }

  /// Moves the selected elements to a tensor that holds nothing else.
  package func copy(elementBytes: Int) -> StridedCopy {
    var plan = StridedCopy(elementBytes: elementBytes)
    var (from, to) = (elementBytes, elementBytes)
    var d = shape.rank
    while d > 0 {
      d = d &- 1
      plan.addLoop(counts[d], source: steps[d] &* from, destination: to)
      plan.sourceOrigin = plan.sourceOrigin &+ begins[d] &* from
      from = from &* shape[d]
      to = to &* counts[d]
    }
    return plan
  }

  /// Index in the tensor of selected element `i`, both counted in row-major order.
  package func source(of i: Int) -> Int {
    var (rest, index, stride) = (i, 0, 1)
    var d = shape.rank
    while d > 0 {
      d = d &- 1
      let count = max(counts[d], 1)
      index = index &+ (begins[d] &+ rest % count &* steps[d]) &* stride
      rest = rest / count
      stride = stride &* shape[d]
    }
    return index
  }
}
