import RedoubtBoards

/// Whether a board keeps the three copies of a unit in memories that no single event reaches together.
public struct BankSeparation: Equatable, Sendable {
  /// Name of the board's profile.
  public let board: String
  /// Regions of copy 0, 1 and 2.
  public let regions: [String]
  /// Memories of the board that keep their content without power.
  public let permanent: [String]

  /// Compares the regions that the board's placement names for weights and replicas; sizes play no part.
  public init(_ board: BoardProfile) {
    self.board = board.name
    regions = [board.placement.weights] + board.placement.replicas
    permanent = board.regions.filter { $0.kind == .flash }.map(\.name)
  }

  /// Whether all copies lie in distinct regions.
  public var isDistinct: Bool { Set(regions).count == 3 && regions.count == 3 }

  /// What is wrong and what to do; nil where nothing is.
  public var problem: String? {
    guard !isDistinct else { return nil }
    let count = permanent.count
    let have =
      count < 3
      ? "It has \(count) non-volatile memor\(count == 1 ? "y" : "ies") (\(permanent.joined(separator: ", "))), and three"
        + " are needed: add one, such as an external flash, to a board file of your own and name it under"
        + " placement.replicas, or take another board."
      : "It has \(permanent.joined(separator: ", ")): name three of them under placement (weights, replicas) in a board"
        + " file of your own."
    return
      "Board \(board) has no bank of its own for each copy: copies 0, 1 and 2 lie in \(list). One event may hit two"
      + " of them. \(have)"
  }

  private var list: String {
    regions.dropLast().joined(separator: ", ") + " and \(regions.last ?? "no region")"
  }
}
