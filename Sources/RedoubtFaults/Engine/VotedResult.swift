/// What a faulted inference of a hardened model ended in, and what its voters counted.
public struct VotedResult: Equatable, Sendable {
  /// What the inference ended in, before its answer is compared with labels.
  public let result: EngineResult
  /// What the voters' counters grew by.
  public let votes: VoteCounts

  public init(_ result: EngineResult, _ votes: VoteCounts = VoteCounts()) {
    self.result = result
    self.votes = votes
  }
}
