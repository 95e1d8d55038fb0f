import RedoubtBoards

/// How many neighbouring cells of a row one event flips.
public struct UpsetSizes: Hashable, Sendable {
  /// Share of the events that flip 1, 2, 3, … cells; their sum is 1.
  public let shares: [Double]
  /// Where they come from.
  public let source: String

  /// - Parameter shares: Not negative, sum above 0; scaled to the sum 1.
  public init(shares: [Double], source: String) {
    let sum = shares.reduce(0, +)
    precondition(sum > 0 && shares.allSatisfy { $0 >= 0 }, "shares of events")
    self.shares = shares.map { $0 / sum }
    self.source = source
  }

  /// Nineteen of twenty events flip one cell.
  public static let assumed = UpsetSizes(shares: [0.95, 0.04, 0.008, 0.002], source: "assumed")

  /// What becomes of events in a memory.
  public struct Fate: Hashable, Sendable {
    /// Share of the events that the code repairs.
    public var corrected = 0.0
    /// Share of the events that the code notices and cannot correct.
    public var detected = 0.0
    /// Share of the events that the code lets through.
    public var undetected = 0.0
  }

  /// Shares of the events by what the memory's code does with them.
  ///
  /// k neighbouring cells fall on min(k, interleave) words, as evenly as can be. A code for single errors that meets three
  /// or more in a word counts as passing them on: it may "correct" a further bit.
  public func fate(_ protection: MemoryProtection, interleave: Int) -> Fate {
    var fate = Fate()
    for (index, share) in shares.enumerated() {
      let cells = index + 1
      // Some words get one more than the others.
      let least = cells / interleave
      let most = (cells + interleave - 1) / interleave
      switch protection {
      case .none: fate.undetected += share
      case .parity:
        let someIsOdd = least % 2 == 1 || most % 2 == 1
        if someIsOdd { fate.detected += share } else { fate.undetected += share }
      case .secded:
        if most == 1 {
          fate.corrected += share
        } else if most == 2 {
          fate.detected += share
        } else {
          fate.undetected += share
        }
      }
    }
    return fate
  }
}
