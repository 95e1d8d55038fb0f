/// Dimensions of a tensor, outermost first: at most `maximumRank`, each 0 … Int32.max, product at most Int32.max.
public struct Shape {
  /// Dimensions that a shape has room for; a tensor with more is refused as `.outOfRange`.
  public static let maximumRank = 6

  /// Number of dimensions; 0 is a scalar.
  public var rank: Int { Int(rankWord) }
  /// Number of elements.
  public var count: Int { Int(countWord) }
  private var rankWord, countWord: Int32
  private var dimensions: [6 of Int32]

  /// The shape of a scalar.
  public init() {
    rankWord = 0
    countWord = 1
    dimensions = [1, 1, 1, 1, 1, 1]
  }

  /// Adds an innermost dimension.
  ///
  /// - Returns: False, and the shape unchanged, where rank, dimension or element count leave their range.
  public mutating func append(_ dimension: Int32) -> Bool {
    let (product, overflow) = countWord.multipliedReportingOverflow(by: dimension)
    guard rank < Self.maximumRank, dimension >= 0, !overflow else { return false }
    dimensions[rank] = dimension
    rankWord += 1
    countWord = product
    return true
  }

  /// Dimension `i`, 0 ..< rank.
  public subscript(i: Int) -> Int { Int(dimensions[i]) }

  /// Dimension counted from the innermost (0); 1 beyond the rank, as broadcasting reads it.
  public func fromEnd(_ i: Int) -> Int { i < rank ? Int(dimensions[rank - 1 - i]) : 1 }

  /// The innermost dimension; 1 for a scalar.
  public var last: Int { fromEnd(0) }

  public static func == (a: Shape, b: Shape) -> Bool {
    guard a.rank == b.rank else { return false }
    for i in 0..<a.rank where a.dimensions[i] != b.dimensions[i] { return false }
    return true
  }

  public static func != (a: Shape, b: Shape) -> Bool { !(a == b) }
}
