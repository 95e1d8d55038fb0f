/// An event whose rate is reported.
public enum FaultEvent: String, CaseIterable, Codable, Sendable {
  /// The decision changed unnoticed (SDC-1).
  case sdc
  /// The decision changed from right to wrong.
  case critical
  /// Output bytes changed unnoticed, with the decision or without.
  case sdcAny
  /// Trap, hang or access outside every region.
  case due
  /// A check reported it, and the answer was withheld.
  case detected

  /// Trials that had the event.
  public func count(_ counts: OutcomeCounts) -> Int {
    switch self {
    case .sdc: counts.silentCorruptions
    case .critical: counts[.critical]
    case .sdcAny: counts.silentCorruptions + counts[.tolerable]
    case .due: counts[.due]
    case .detected: counts[.detected]
    }
  }
}
