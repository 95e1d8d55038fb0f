/// The entries of a STRIDED_SLICE, in order, with the dimension of the input that each belongs to.
struct SliceEntries {
  /// What the next dimension of the index is.
  enum Entry {
    /// A dimension of size 1 that the input does not have.
    case newAxis
    /// All of an input dimension.
    case whole(dimension: Int)
    /// What entry `position` of begin, end and strides takes of an input dimension.
    case index(position: Int, dimension: Int)
  }

  /// The part of a dimension that an entry takes.
  struct Bounds {
    let begin, step, count: Int
  }

  private static let optionsType: UInt8 = 32

  /// Number of entries.
  private let count: Int
  private let beginMask, endMask, ellipsisMask, newAxisMask, shrinkMask: UInt32
  private let rank: Int
  /// Input dimensions that the ellipsis still stands for, once it is reached.
  private var ellipsis: Int
  private var position = 0
  private var dimension = 0

  /// - Parameter rank: Dimensions of the input.
  init(_ node: Node, rank: Int) throws(ModelError) {
    count = try node.input(1).shape.count
    // An entry is an input dimension, a new axis of the output or an ellipsis.
    guard count <= 2 &* Shape.maximumRank &+ 1 else {
      throw node.operandError(1, .shapeMismatch, .tensorShape, value: count)
    }
    try node.requireOperand(2, count: count)
    try node.requireOperand(3, count: count)
    let options = try node.options(Self.optionsType)
    let all = (1 as UInt32) &<< UInt32(truncatingIfNeeded: count) &- 1
    beginMask = try options.scalar(0, default: 0 as UInt32) & all
    endMask = try options.scalar(1, default: 0 as UInt32) & all
    ellipsisMask = try options.scalar(2, default: 0 as UInt32) & all
    // An entry that is marked as both is the ellipsis.
    newAxisMask = try options.scalar(3, default: 0 as UInt32) & all & ~ellipsisMask
    shrinkMask = try options.scalar(4, default: 0 as UInt32) & all
    guard ellipsisMask.nonzeroBitCount <= 1 else {
      throw options.error(.unsupportedFeature, 2, value: Int(truncatingIfNeeded: ellipsisMask))
    }
    guard try options.scalar(5, default: 0 as UInt8) == 0 else {
      throw options.error(.unsupportedFeature, 5, value: 1)
    }
    let named = count &- newAxisMask.nonzeroBitCount &- ellipsisMask.nonzeroBitCount
    guard named <= rank else {
      throw node.operandError(1, .shapeMismatch, .tensorShape, value: count)
    }
    self.rank = rank
    ellipsis = rank &- named
    // As the last entry, one that stands for no dimension misplaces nothing.
    guard ellipsisMask == 0 || ellipsis > 0 || Self.holds(ellipsisMask, count &- 1) else {
      throw options.error(.unsupportedFeature, 2, value: Int(truncatingIfNeeded: ellipsisMask))
    }
  }

  private static func holds(_ mask: UInt32, _ i: Int) -> Bool {
    mask &>> UInt32(truncatingIfNeeded: i) & 1 == 1
  }

  /// True when entry `i` drops its dimension from the output.
  func shrinks(_ i: Int) -> Bool { Self.holds(shrinkMask, i) }

  /// The next entry; behind the last one, the dimensions that are left.
  mutating func next() -> Entry? {
    if position < count {
      let i = position
      if Self.holds(ellipsisMask, i) {
        guard ellipsis > 0 else { return nil }
        ellipsis = ellipsis &- 1
        if ellipsis == 0 { position = position &+ 1 }
        dimension = dimension &+ 1
        return .whole(dimension: dimension &- 1)
      }
      position = position &+ 1
      if Self.holds(newAxisMask, i) { return .newAxis }
      guard dimension < rank else { return nil }
      dimension = dimension &+ 1
      return .index(position: i, dimension: dimension &- 1)
    }
    guard dimension < rank else { return nil }
    dimension = dimension &+ 1
    return .whole(dimension: dimension &- 1)
  }

  /// What entry `i` takes of a dimension.
  ///
  /// - Parameter size: Size of the dimension.
  @inline(never)
  func bounds(
    _ i: Int, size: Int, _ node: Node, _ values: inout StaticValues
  ) throws(ModelError) -> Bounds {
    let begin = Int(try values.operand(1, i, node))
    let end = Int(try values.operand(2, i, node))
    let step = Int(try values.operand(3, i, node))
    // The negative of the smallest int32 does not exist.
    guard step != 0, step > Int(Int32.min) else { throw node.operandError(3, value: step) }
    let forward = step > 0
    let first = Self.holds(beginMask, i) ? (forward ? 0 : size &- 1) : Self.clamp(begin, size, forward)
    if shrinks(i) {
      guard forward, first < size else { throw node.operandError(1, value: begin) }
      return Bounds(begin: first, step: 1, count: 1)
    }
    let last = Self.holds(endMask, i) ? (forward ? size : -1) : Self.clamp(end, size, forward)
    let way = forward ? last &- first : first &- last
    let stride = forward ? step : 0 &- step
    return Bounds(begin: first, step: step, count: way > 0 ? (way &- 1) / stride &+ 1 : 0)
  }

  /// A bound within 0 … size, or −1 … size − 1 on the way back.
  private static func clamp(_ bound: Int, _ size: Int, _ forward: Bool) -> Int {
    let fromFront = bound < 0 ? bound &+ size : bound
    return forward ? min(max(fromFront, 0), size) : min(max(fromFront, -1), size &- 1)
  }
}
