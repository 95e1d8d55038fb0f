import RedoubtBoards
import RedoubtHost

/// Outcomes of a campaign on a hardened network, by what was struck, how its unit is protected, and which copy it was.
public struct ProtectionTable: Sendable {
  /// What trials of a row have in common.
  public struct Group: Hashable, Comparable, Sendable {
    /// What was struck.
    public let target: FaultTarget
    /// Names of the unit's schemes, joined by `+`; "none" for what belongs to no protected unit.
    public let scheme: String
    /// 0 … 2; for registers the computation.
    public let copy: Int

    public static func < (a: Group, b: Group) -> Bool {
      let order = FaultTarget.allCases
      return (order.firstIndex(of: a.target) ?? 0, a.scheme, a.copy)
        < (order.firstIndex(of: b.target) ?? 0, b.scheme, b.copy)
    }
  }

  /// A group with how its trials ended.
  public struct Row: Sendable {
    /// What the trials of the row have in common.
    public let group: Group
    /// All trials of the group, those masked by construction included.
    public let counts: OutcomeCounts
    /// Trials that were masked by construction, among those counted as masked.
    public let maskedByConstruction: Int

    /// Rate of silent data corruption over the group's sites.
    public func sdcRate(confidence: Double) -> RateEstimate? {
      RateEstimate(events: counts.silentCorruptions, trials: counts.injections, confidence: confidence)
    }
  }

  private var groups: [Group: (counts: OutcomeCounts, dead: Int)] = [:]

  mutating func add(_ group: Group, _ result: TrialResult) {
    groups[group, default: (OutcomeCounts(), 0)].counts.add(result.outcome)
    if !result.isSimulated { groups[group]?.dead += 1 }
  }

  /// Groups with a trial, in the order of targets, schemes and copies.
  public var rows: [Row] {
    groups.sorted { $0.key < $1.key }.map {
      Row(group: $0.key, counts: $0.value.counts, maskedByConstruction: $0.value.dead)
    }
  }
}

extension Campaign {
  /// What the campaign's rows in a directory say about the copies.
  ///
  /// - Returns: Nil for a network that is not hardened, and where many bits flip at once.
  public func protection(in directory: CampaignDirectory) throws -> ProtectionTable? {
    guard let layout = network.map.hardening, manifest.bitErrorRate == nil else { return nil }
    var schemes: [Int: [Int: String]] = [:]
    for unit in layout.units { schemes[unit.operatorIndex, default: [:]][unit.channel] = unit.scheme.name }
    var table = ProtectionTable()
    let rows = try InputFile.read(directory.trialsPath)
    rows.withUnsafeBytes { bytes in
      guard bytes.count > TrialRows.header.count else { return }
      let body = UnsafeRawBufferPointer(rebasing: bytes[TrialRows.header.count...])
      _ = TrialRows.read(body, first: frame.trials(of: manifest.shard).lowerBound) { number, result in
        guard let site = plan.trial(number).site else { return }
        let segment = plan.space.segments[site.segment]
        let (unit, copy) = plan.space.place(of: site)
        // The network's input has no operator.
        let own = schemes[segment.operatorIndex ?? -1]
        table.add(
          ProtectionTable.Group(
            target: segment.target, scheme: unit.flatMap { own?[$0] } ?? "none", copy: copy), result)
      }
    }
    return table
  }
}
