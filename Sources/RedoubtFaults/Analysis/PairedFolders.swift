/// Two campaigns whose trials are the same faults on the same inputs, on a plain and on a hardened network.
public enum PairedFolders {
  /// What both campaigns must have in common of a trial.
  private struct Fault: Hashable {
    let target: String
    let layer, unit, bit, label: Int?

    init(_ row: TrialRow) {
      (target, layer, unit, bit, label) = (row.target, row.layer, row.unit, row.bit, row.label)
    }
  }

  /// Compares the silent corruptions of two folders trial by trial.
  ///
  /// - Returns: Nil where the trials are not the same: other numbers of them, or one that strikes something else.
  /// - Throws: `FileError`, `CampaignError`.
  public static func comparison(_ first: String, _ second: String) throws -> PairedComparison? {
    var faults: [(fault: Fault, isCorrupted: Bool)] = []
    try TrialRowReader(CampaignDirectory(first).trialsPath).readRows {
      faults.append((Fault($0), $0.outcome.isSilentCorruption))
    }
    var (place, onlyFirst, onlySecond, areAlike) = (0, 0, 0, true)
    try TrialRowReader(CampaignDirectory(second).trialsPath).readRows { row in
      defer { place += 1 }
      guard areAlike, place < faults.count, faults[place].fault == Fault(row) else {
        areAlike = false
        return
      }
      switch (faults[place].isCorrupted, row.outcome.isSilentCorruption) {
      case (true, false): onlyFirst += 1
      case (false, true): onlySecond += 1
      case (true, true), (false, false): break
      }
    }
    guard areAlike, place == faults.count, place > 0 else { return nil }
    return PairedComparison(onlyFirst: onlyFirst, onlySecond: onlySecond, pairs: place)
  }
}
