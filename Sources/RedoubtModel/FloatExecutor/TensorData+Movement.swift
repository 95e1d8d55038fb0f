/// A copy of cells between two tensors, each with its own strides.
struct StridedMove {
  var shape: [Int]
  var sourceOffset = 0
  var sourceStrides: [Int]
  var destinationOffset = 0
  var destinationStrides: [Int]

  /// Offsets of the lowest and highest cell that the strides reach from `offset`.
  private func extent(_ offset: Int, _ strides: [Int]) -> (low: Int, high: Int) {
    zip(shape, strides).reduce((offset, offset)) { extent, dimension in
      let reach = (dimension.0 - 1) * dimension.1
      return reach < 0 ? (extent.0 + reach, extent.1) : (extent.0, extent.1 + reach)
    }
  }

  func copy<T>(from source: [T], to destination: inout [T]) {
    if shape.contains(0) { return }
    let (read, written) = (extent(sourceOffset, sourceStrides), extent(destinationOffset, destinationStrides))
    precondition(read.low >= 0 && read.high < source.count, "a move reads outside its source")
    precondition(written.low >= 0 && written.high < destination.count, "a move writes outside its target")
    let walk = StridedWalk(shape, a: sourceStrides, b: destinationStrides)
    source.withUnsafeBufferPointer { source in
      destination.withUnsafeMutableBufferPointer { destination in
        let from = source.baseAddress! + sourceOffset
        let to = destination.baseAddress! + destinationOffset
        let (run, step) = (walk.run, walk.runStep)
        walk.forEachRun { offsets in
          let (from, to) = (from + offsets.a, to + offsets.b)
          if step.a == 1, step.b == 1 {
            to.update(from: from, count: run)
          } else {
            for i in 0..<run { to[i * step.b] = from[i * step.a] }
          }
        }
      }
    }
  }
}

extension TensorData {
  /// A tensor put together from cells of others, which must all have the same type.
  ///
  /// - Parameters:
  ///   - count: Elements of the result.
  ///   - fill: One element of the same type for cells that no move writes; 0 where it is left out.
  static func assembled(
    count: Int, fill: TensorData? = nil, _ parts: [(move: StridedMove, source: TensorData)], type: ElementType
  ) throws(GraphError) -> TensorData {
    switch type {
    case .float32:
      .float32(
        try assemble(count, fill, parts, 0) { if case .float32(let elements) = $0 { elements } else { nil } })
    case .int8:
      .int8(
        try assemble(count, fill, parts, 0) { if case .int8(let elements) = $0 { elements } else { nil } })
    case .int32:
      .int32(
        try assemble(count, fill, parts, 0) { if case .int32(let elements) = $0 { elements } else { nil } })
    case .int64:
      .int64(
        try assemble(count, fill, parts, 0) { if case .int64(let elements) = $0 { elements } else { nil } })
    case .bool:
      .bool(
        try assemble(count, fill, parts, false) { if case .bool(let elements) = $0 { elements } else { nil } }
      )
    }
  }

  private static func assemble<T>(
    _ count: Int, _ fill: TensorData?, _ parts: [(move: StridedMove, source: TensorData)], _ zero: T,
    _ elements: (TensorData) -> [T]?
  ) throws(GraphError) -> [T] {
    var background = zero
    if let fill {
      guard let element = elements(fill)?.first else {
        throw GraphError("The fill has type \(fill.type), which the tensor has not.")
      }
      background = element
    }
    var result = [T](repeating: background, count: count)
    for (move, source) in parts {
      guard let source = elements(source) else {
        throw GraphError("Elements of type \(source.type) do not go with those of the other inputs.")
      }
      move.copy(from: source, to: &result)
    }
    return result
  }

  /// Cells of this tensor in another arrangement: a row-major tensor of `shape`, read with these strides.
  func viewed(shape: [Int], offset: Int = 0, strides: [Int]) throws(GraphError) -> TensorData {
    let move = StridedMove(
      shape: shape, sourceOffset: offset, sourceStrides: strides, destinationStrides: shape.rowMajorStrides)
    return try TensorData.assembled(count: shape.elementCount, [(move, self)], type: type)
  }

  /// Runs of `length` elements one after the other: run i is the one that begins at `cells[i] × length`.
  func gatheringRuns(of length: Int, at cells: [Int]) -> TensorData {
    func gather<T>(_ elements: [T]) -> [T] {
      var result: [T] = []
      result.reserveCapacity(cells.count * length)
      for cell in cells { result.append(contentsOf: elements[(cell * length)..<((cell + 1) * length)]) }
      return result
    }
    return switch self {
    case .float32(let elements): .float32(gather(elements))
    case .int8(let elements): .int8(gather(elements))
    case .int32(let elements): .int32(gather(elements))
    case .int64(let elements): .int64(gather(elements))
    case .bool(let elements): .bool(gather(elements))
    }
  }

  /// Integers as elements of `type`, which is int64 or else taken as int32; they wrap into it.
  static func integers(_ elements: [Int64], type: ElementType) -> TensorData {
    type == .int64 ? .int64(elements) : .int32(elements.map { Int32(truncatingIfNeeded: $0) })
  }
}
