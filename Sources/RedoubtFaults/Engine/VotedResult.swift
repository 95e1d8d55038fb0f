/// What a faulted inference of a hardened model ended in, and what its voters counted.
public struct VotedResult: Equatable, Sendable {
  public let result: EngineResult
  public let votes: VoteCounts

  public init(_ result: EngineResult, _ votes: VoteCounts = VoteCounts()) {
    self.result = result
    self.votes = votes
  }
}
