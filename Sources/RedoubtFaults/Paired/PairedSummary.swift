/// What one list of faults did to a plain network and to a hardened one.
public struct PairedSummary: Hashable, Codable, Sendable {
  /// The trials that strike one target, or all.
  public struct Row: Hashable, Codable, Sendable {
    /// "weights"; "all"; "several" where many bits flip at once.
    public let target: String
    public fileprivate(set) var plain = OutcomeCounts()
    public fileprivate(set) var hardened = OutcomeCounts()
    /// Trials with a silent corruption on one of the two only.
    public fileprivate(set) var onlyPlain = 0
    public fileprivate(set) var onlyHardened = 0

    init(_ target: String) { self.target = target }

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
  public let seed: UInt64
  public private(set) var all = Row("all")
  /// In the order of the targets.
  public private(set) var targets: [Row] = []

  /// - Parameters:
  ///   - before: Outcomes of all trials on the plain network, in order.
  ///   - after: The same on the hardened one.
  public init(
    _ campaign: PairedCampaign, before: [PairedCampaign.TrialOutcome], after: [PairedCampaign.TrialOutcome],
    plainDigest: String, hardenedDigest: String, seed: UInt64
  ) {
    (self.plainDigest, self.hardenedDigest, self.seed) = (plainDigest, hardenedDigest, seed)
    var rows: [String: Row] = [:]
    for (i, pair) in zip(before, after).enumerated() {
      let name = campaign.target(ofTrial: i)?.rawValue ?? "several"
      rows[name, default: Row(name)].add(pair.0.outcome, pair.1.outcome)
      all.add(pair.0.outcome, pair.1.outcome)
    }
    let names = FaultTarget.allCases.map(\.rawValue) + ["several"]
    targets = names.compactMap { rows[$0] }
  }
}
