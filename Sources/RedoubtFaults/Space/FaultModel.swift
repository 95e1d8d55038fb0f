/// What a strike does.
public enum FaultModel: String, CaseIterable, Codable, Sendable {
  /// One bit flips.
  case seu
  /// One event flips a cluster of physically adjacent bits of one region.
  case mbu
  /// One bit cannot leave a value.
  case stuckAt0 = "stuck-at-0"
  case stuckAt1 = "stuck-at-1"
  /// A unit's output is replaced by random values.
  case byzantine

  /// Whether the fault stays for the whole inference wherever it is: then a site has no step.
  public var isPermanent: Bool { self == .stuckAt0 || self == .stuckAt1 }
}
