/// What a trial ended in, against the fault-free run of the same input. Exclusive; the first that holds counts.
public enum Outcome: String, CaseIterable, Codable, Sendable {
  /// Detected unrecoverable error: a trap, a hang or an access outside every region.
  case due
  /// A check reported it, and the answer was withheld.
  case detected
  /// Silent data corruption: the decision changed from right to wrong.
  case critical
  /// The decision changed from wrong to right.
  case beneficial
  /// The decision changed from wrong to wrong, or there is no label.
  case neutral
  /// Output bytes differ, the decision is the same.
  case tolerable
  /// A voter or a code saw it, and every output byte is equal.
  case corrected
  /// Every output byte is equal.
  case masked

  /// Whether the decision changed unnoticed (SDC-1).
  public var isSilentCorruption: Bool { self == .critical || self == .beneficial || self == .neutral }
}
