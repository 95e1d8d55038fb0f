import Foundation
import RedoubtFaults

/// What became of strikes on each copy of a hardened network's units.
public enum ProtectionText {
  /// A line per target, scheme and copy, with intervals of this confidence, 0 … 1.
  public static func text(_ table: ProtectionTable, confidence: Double) -> String {
    var text = TextTable([
      ("target", .left), ("scheme of the unit", .left), ("copy", .right), ("injections", .right),
      ("masked", .right), ("corrected", .right), ("tolerable", .right), ("SDC", .right), ("detected", .right),
      ("DUE", .right), ("SDC rate", .right), ("interval", .left),
    ])
    for row in table.rows {
      let counts = row.counts
      let numbers = [
        counts.injections, counts[.masked], counts[.corrected], counts[.tolerable], counts.silentCorruptions,
        counts[.detected], counts[.due],
      ]
      let rate = row.sdcRate(confidence: confidence)
      text.append(
        [row.group.target.rawValue, row.group.scheme, "\(row.group.copy)"]
          + numbers.map { NumberText.grouped($0) } + [
            rate.map { percent($0.rate) } ?? "",
            rate.map { "\(percent($0.low)) to \(percent($0.high))" } ?? "",
          ])
    }
    return text.text
      + "A change of copy 2 alone is not looked at: it is masked, and stays until the next one.\n"
  }

  private static func percent(_ share: Double) -> String {
    share != 0 && abs(share) < 0.01 ? String(format: "%.4f %%", share * 100) : NumberText.percent(share)
  }
}
