/// How SPACE_TO_BATCH_ND and BATCH_TO_SPACE_ND deal the cells of an image to smaller images.
///
/// The large side [N, H, W, C] or [N, H, C], with rows and columns added around it, is cut into blocks of
/// `blockRows × blockColumns` cells; the small side holds one image for each cell of a block, the first N batches
/// being the cells at the upper left: [blockRows × blockColumns × N, H', W', C].
package struct SpatialBlocks {
  package let blockRows, blockColumns: Int
  private let rows, columns: Axis
  private let batches: Int
  /// Bytes of a cell.
  private let cellBytes: Int

  /// One spatial axis.
  private struct Axis {
    /// Cells of the large side, of a block and of the small side.
    let space, block, cells: Int
    /// Cells added in front of the large side.
    let before: Int

    /// The cells of the small side that lie in the large one, for one place in the block.
    func range(_ place: Int) -> Range<Int> {
      // Cell i is at i × block + place − before. Neither sum leaves 31 bits: place < block, and block and before
      // are at most cells × block = space + what was added, which `init` has bounded.
      let lower = before <= place ? 0 : (before &- place &+ block &- 1) / block
      let end = space &+ before &- place
      let upper = end <= 0 ? 0 : (end &+ block &- 1) / block
      return min(lower, cells)..<max(min(upper, cells), min(lower, cells))
    }
  }

  /// - Parameters:
  ///   - large: The large side.
  ///   - small: The small side.
  ///   - node: Operator whose input 1 is the block shape, integer [1] or [2], and input 2 what is added around
  ///     the large side, integer [1, 2] or [2, 2].
  init(large: Tensor, small: Tensor, _ node: Node) throws(ModelError) {
    let spatial = large.shape.rank &- 2
    guard spatial == 1 || spatial == 2 else {
      throw large.error(.shapeMismatch, .tensorShape, value: large.shape.rank)
    }
    try node.requireOperand(1, count: spatial)
    try node.requireOperand(2, count: 2 &* spatial)
    guard large.shape.count > 0, small.shape.count > 0, small.shape.rank == large.shape.rank,
      small.shape.last == large.shape.last
    else { throw small.error(.shapeMismatch, .tensorShape, value: small.shape.rank) }
    var values = StaticValues()
    rows = try Self.axis(0, large, small, node, &values)
    columns =
      spatial == 2
      ? try Self.axis(1, large, small, node, &values)
      : Axis(space: 1, block: 1, cells: 1, before: 0)
    (blockRows, blockColumns) = (rows.block, columns.block)
    batches = large.shape[0]
    let (images, overflow) = blockRows.multipliedReportingOverflow(by: blockColumns)
    let (all, overflow2) = images.multipliedReportingOverflow(by: batches)
    guard !overflow, !overflow2, all == small.shape[0] else {
      throw small.error(.shapeMismatch, .tensorShape, value: small.shape[0])
    }
    cellBytes = large.shape.last &* large.type.byteCount
  }

  private static func axis(
    _ i: Int, _ large: Tensor, _ small: Tensor, _ node: Node, _ values: inout StaticValues
  ) throws(ModelError) -> Axis {
    let size = Int(try values.operand(1, i, node))
    let before = Int(try values.operand(2, 2 &* i, node))
    let after = Int(try values.operand(2, 2 &* i &+ 1, node))
    let (space, cells) = (large.shape[i &+ 1], small.shape[i &+ 1])
    guard size >= 1 else { throw node.operandError(1, value: size) }
    let (covered, overflow) = Int32(truncatingIfNeeded: cells).multipliedReportingOverflow(
      by: Int32(truncatingIfNeeded: size))
    // Half of what 31 bits count: leaves `range` room for its sums.
    guard !overflow, covered < 1 << 30, before >= 0, after >= 0, before <= Int(covered),
      space <= Int(covered),
      after == Int(covered) &- before &- space
    else { throw small.error(.shapeMismatch, .tensorShape, value: cells) }
    return Axis(space: space, block: size, cells: cells, before: before)
  }

  /// Moves the cells at one place of every block.
  ///
  /// - Parameter toSmall: True from the large side to the small one, false back.
  func copy(row: Int, column: Int, toSmall: Bool) -> StridedCopy {
    let (y, x) = (rows.range(row), columns.range(column))
    let (largeRow, smallRow) = (columns.space &* cellBytes, columns.cells &* cellBytes)
    let (largeImage, smallImage) = (rows.space &* largeRow, rows.cells &* smallRow)
    let top = y.lowerBound &* rows.block &+ row &- rows.before
    let left = x.lowerBound &* columns.block &+ column &- columns.before
    let largeOrigin = top &* largeRow &+ left &* cellBytes
    let smallOrigin =
      (row &* columns.block &+ column) &* batches &* smallImage &+ y.lowerBound &* smallRow
      &+ x.lowerBound &* cellBytes
    var plan = StridedCopy(elementBytes: cellBytes)
    func add(_ count: Int, large: Int, small: Int) {
      plan.addLoop(count, source: toSmall ? large : small, destination: toSmall ? small : large)
    }
    add(x.count, large: columns.block &* cellBytes, small: cellBytes)
    add(y.count, large: rows.block &* largeRow, small: smallRow)
    add(batches, large: largeImage, small: smallImage)
    plan.sourceOrigin = toSmall ? largeOrigin : smallOrigin
    plan.destinationOrigin = toSmall ? smallOrigin : largeOrigin
    return plan
  }
}
