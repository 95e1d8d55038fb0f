import RedoubtBoards

/// Whether a board keeps the three copies of a unit in memories that no single event reaches together.
public struct BankSeparation: Equatable, Sendable {
  public let board: String
  /// Regions of copy 0, 1 and 2.
  public let regions: [String]

  public init(_ board: BoardProfile) {
    self.board = board.name
    regions = [board.placement.weights] + board.placement.replicas
  }

  /// Whether all copies lie in distinct regions.
  public var isDistinct: Bool { Set(regions).count == 3 && regions.count == 3 }

  /// What is wrong and what to do; nil where nothing is.
  public var problem: String? {
    guard !isDistinct else { return nil }
    return
      "Board \(board) has no bank of its own for each copy: copies 0, 1 and 2 lie in \(list). One event may hit two"
      + " of them. Name three distinct regions in a board file (placement: weights, replicas), or take another board."
  }

  private var list: String {
    regions.dropLast().joined(separator: ", ") + " and \(regions.last ?? "no region")"
  }
}
