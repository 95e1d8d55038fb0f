/// How two operands are repeated to the shape of a result: the walk over the result's elements, row by row.
///
/// Shapes are aligned at the innermost dimension; a dimension of 1, or one that is missing, repeats. Neighbouring
/// dimensions that repeat alike are merged, so that operands of equal shape, or a scalar beside a tensor, make a
/// single row.
package struct Broadcast {
  /// True when an operand does not have the result's shape.
  package let isNeeded: Bool
  /// Number of merged axes, 1 ... 6; axis 0 is the innermost.
  private var rank = 0
  private var sizes: [6 of Int] = [1, 1, 1, 1, 1, 1]
  /// Elements from one position to the next; 0 on an axis along which the operand repeats.
  private var firstStrides: [6 of Int] = [0, 0, 0, 0, 0, 0]
  private var secondStrides: [6 of Int] = [0, 0, 0, 0, 0, 0]

  /// - Throws: `.shapeMismatch` unless the operands broadcast to the declared shape of `output`, and for a result
  ///   without elements.
  package init(_ first: Tensor, _ second: Tensor, to output: Tensor) throws(ModelError) {
    let (a, b, result) = (first.shape, second.shape, output.shape)
    guard result.count > 0, result.rank == max(a.rank, b.rank) else {
      throw output.error(.shapeMismatch, .tensorShape, value: result.rank)
    }
    isNeeded = a != result || b != result
    var (firstCount, secondCount) = (1, 1)
    for i in 0..<result.rank {
      let (sizeA, sizeB, size) = (a.fromEnd(i), b.fromEnd(i), result.fromEnd(i))
      guard sizeA == size || sizeA == 1 else { throw first.error(.shapeMismatch, .tensorShape, value: sizeA) }
      guard sizeB == size || sizeB == 1 else {
        throw second.error(.shapeMismatch, .tensorShape, value: sizeB)
      }
      guard sizeA == size || sizeB == size else {
        throw output.error(.shapeMismatch, .tensorShape, value: size)
      }
      if size > 1 { append(size, sizeA == 1 ? 0 : firstCount, sizeB == 1 ? 0 : secondCount) }
      firstCount = firstCount &* sizeA
      secondCount = secondCount &* sizeB
    }
    rank = max(rank, 1)
  }

  /// Adds the next axis outwards; its elements follow on those of the axis before where both repeat alike.
  private mutating func append(_ size: Int, _ first: Int, _ second: Int) {
    let last = rank &- 1
    if last >= 0, (first == 0) == (firstStrides[last] == 0), (second == 0) == (secondStrides[last] == 0) {
      sizes[last] = sizes[last] &* size
      return
    }
    sizes[rank] = size
    firstStrides[rank] = first
    secondStrides[rank] = second
    rank = rank &+ 1
  }

  /// Elements of a row of the result.
  package var rowLength: Int { sizes[0] }

  /// Elements that a step along a row advances in the first and the second operand: 0 or 1.
  package var firstStep: Int { firstStrides[0] }
  package var secondStep: Int { secondStrides[0] }

  /// Where a row begins, in elements of each tensor.
  package struct Row {
    package var first = 0
    package var second = 0
    package var output = 0
    fileprivate var position: [6 of Int] = [0, 0, 0, 0, 0, 0]

    package init() {}
  }

  /// Moves on to the next row of the result.
  ///
  /// - Returns: False after the last one.
  package func advance(_ row: inout Row) -> Bool {
    row.output = row.output &+ rowLength
    for axis in 1..<rank {
      row.first = row.first &+ firstStrides[axis]
      row.second = row.second &+ secondStrides[axis]
      row.position[axis] = row.position[axis] &+ 1
      if row.position[axis] < sizes[axis] { return true }
      row.position[axis] = 0
      row.first = row.first &- sizes[axis] &* firstStrides[axis]
      row.second = row.second &- sizes[axis] &* secondStrides[axis]
    }
    return false
  }
}
