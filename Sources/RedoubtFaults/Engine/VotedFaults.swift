/// What is left of changed bits once the voters have seen them: what the operators work with, and what was counted.
struct VotedFaults: Equatable {
  /// Requantisation of a unit with bits that two of three copies agree on to be wrong.
  struct Pair: Equatable {
    let operatorIndex, channel: Int
    var multiplierMask: UInt32 = 0
    var shiftMask: UInt32 = 0
  }

  /// Changes that operators see, as if the model were not hardened.
  var memory: [MemoryFault] = []
  var pairs: [Pair] = []
  /// The tags of a row name another unit: the inference is refused.
  var isRefused = false
  /// What the voters' counters grow by.
  var votes = VoteCounts()
}

/// What the voters' counters have grown by during an inference.
public struct VoteCounts: Hashable, Sendable {
  /// Words or bytes in which one copy deviates from two that agree.
  public var corrected: Int
  /// Words or bytes in which all three copies differ.
  public var disagreed: Int

  public init(corrected: Int = 0, disagreed: Int = 0) {
    self.corrected = corrected
    self.disagreed = disagreed
  }

  /// Whether a voter has seen anything.
  public var hasActed: Bool { corrected > 0 || disagreed > 0 }

  /// The vote of one word or byte whose copies have these bits changed; counts it.
  ///
  /// Copies 0 and 1 are compared first: a change of copy 2 alone is not seen, and neither is one that they share.
  ///
  /// - Returns: Changed bits of the result, and whether the copies were found to differ.
  mutating func vote(_ masks: (UInt32, UInt32, UInt32)) -> (mask: UInt32, isSeen: Bool) {
    let (a, b, c) = masks
    guard a != b else { return (a, false) }
    if a == c || b == c { corrected += 1 } else { disagreed += 1 }
    return (a & b | c & (a | b), true)
  }
}
