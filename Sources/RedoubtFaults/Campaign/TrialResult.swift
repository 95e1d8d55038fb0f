/// What became of one trial, as a table row says it.
public struct TrialResult: Hashable, Sendable {
  /// How the trial ended; `masked` where it did not run.
  public var outcome: Outcome
  /// False where the trial is masked by construction and did not run.
  public var isSimulated: Bool
  /// Whether the largest value of the golden or of the faulted answer is not the only one.
  public var isTied: Bool

  public init(outcome: Outcome, isSimulated: Bool, isTied: Bool) {
    self.outcome = outcome
    self.isSimulated = isSimulated
    self.isTied = isTied
  }
}
