/// What the same faults did to a plain network and to a hardened one: a list for each target, all of the same length, so that
/// rates over all are means in which every target counts alike.
public struct PairedSummary: Hashable, Codable, Sendable {
  /// The trials that strike one target, or all.
  public struct Row: Hashable, Codable, Sendable {
    /// "weights"; "all".
    public let target: String
    /// How its trials ended on each network.
    public fileprivate(set) var plain = OutcomeCounts()
    /// How the same trials ended on the hardened network.
    public fileprivate(set) var hardened = OutcomeCounts()
    /// Trials with a silent corruption on one of the two only.
    public fileprivate(set) var onlyPlain = 0
    /// Trials with a silent corruption on the hardened network, and none on the plain one.
    public fileprivate(set) var onlyHardened = 0

    init(_ target: String) { self.target = target }

    /// Faults of the target, the same on both networks.
    public var trials: Int { plain.injections }

    /// Did silent corruption become rarer? Nil without trials.
    public var comparison: PairedComparison? {
      trials > 0 ? PairedComparison(onlyFirst: onlyPlain, onlySecond: onlyHardened, pairs: trials) : nil
    }

    fileprivate mutating func add(_ before: Outcome, _ after: Outcome) {
      plain.add(before)
      hardened.add(after)
      if before.isSilentCorruption, !after.isSilentCorruption { onlyPlain += 1 }
      if !before.isSilentCorruption, after.isSilentCorruption { onlyHardened += 1 }
    }
  }

  /// SHA-256 of the files, hexadecimal.
  public let plainDigest, hardenedDigest: String
  /// Of the faults.
  public let seed: UInt64
  /// All targets together.
  public private(set) var all = Row("all")
  /// In the order in which they were added.
  public private(set) var targets: [Row] = []

  /// Without trials so far.
  public init(plainDigest: String, hardenedDigest: String, seed: UInt64) {
    (self.plainDigest, self.hardenedDigest, self.seed) = (plainDigest, hardenedDigest, seed)
  }

  /// Adds the trials of one target.
  ///
  /// - Parameters:
  ///   - before: Outcomes on the plain network, in order.
  ///   - after: The same trials on the hardened one.
  public mutating func add(
    _ target: FaultTarget, before: [PairedCampaign.TrialOutcome], after: [PairedCampaign.TrialOutcome]
  ) {
    var row = Row(target.rawValue)
    for (one, other) in zip(before, after) {
      row.add(one.outcome, other.outcome)
      all.add(one.outcome, other.outcome)
    }
    targets.append(row)
  }
}
