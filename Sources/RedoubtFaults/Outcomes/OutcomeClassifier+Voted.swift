extension OutcomeClassifier {
  /// The outcome of a trial on a hardened network: where every output byte is equal and a voter has acted, it was
  /// corrected.
  public func classify(
    _ voted: VotedResult, input: Int, label: Int?
  ) -> (outcome: Outcome, isTied: Bool) {
    let (outcome, isTied) = classify(voted.result, input: input, label: label)
    return (outcome == .masked && voted.votes.hasActed ? .corrected : outcome, isTied)
  }
}
