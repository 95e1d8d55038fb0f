import Foundation
import RedoubtFaults

/// One list of faults on a plain and on a hardened network, as text.
public enum PairedText {
  /// A line per target, and the verdict over all.
  public static func text(_ summary: PairedSummary) -> String {
    var table = TextTable([
      ("target", .left), ("faults", .right), ("SDC plain", .left), ("SDC hardened", .left),
      ("corrected", .right),
      ("DUE plain", .right), ("DUE hardened", .right),
    ])
    for row in summary.targets + (summary.targets.count == 1 ? [] : [summary.all]) {
      table.append([
        row.target, NumberText.grouped(row.trials), rate(row.plain), rate(row.hardened),
        NumberText.grouped(row.hardened[.corrected]), NumberText.grouped(row.plain[.due]),
        NumberText.grouped(row.hardened[.due]),
      ])
    }
    return table.text + "\n" + sentence(summary.all) + "\n"
  }

  /// "drop 1.62 % [1.30, 2.01], p = 1.2e-30 (McNemar, exact): 330 faults corrupt only the plain network, …".
  static func sentence(_ row: PairedSummary.Row) -> String {
    guard let comparison = row.comparison else { return "no faults were drawn" }
    let interval = comparison.interval()
    let drop = RateEstimate(
      rate: comparison.difference, low: interval.low, high: interval.high, isExact: false)
    return "drop \(RateText.text(drop)), p = \(String(format: "%.2g", comparison.pValue)) (McNemar, exact):"
      + " \(NumberText.grouped(row.onlyPlain)) faults corrupt only the plain network,"
      + " \(NumberText.grouped(row.onlyHardened)) only the hardened one"
  }

  static func estimate(_ counts: OutcomeCounts) -> RateEstimate? {
    RateEstimate(events: counts.silentCorruptions, trials: counts.injections)
  }

  private static func rate(_ counts: OutcomeCounts) -> String {
    estimate(counts).map { RateText.text($0) } ?? "–"
  }
}

extension JSONValue {
  /// One list of faults on a plain and on a hardened network.
  public init(_ summary: PairedSummary) {
    var members = [
      Member("plainDigest", .string(summary.plainDigest)),
      Member("hardenedDigest", .string(summary.hardenedDigest)),
      Member("seed", .integer(Int(clamping: summary.seed))),
    ]
    members += Self.pairs(summary.all)
    members.append(
      Member(
        "targets",
        .array(summary.targets.map { .object([Member("name", .string($0.target))] + Self.pairs($0)) })))
    self = .object(members)
  }

  private static func pairs(_ row: PairedSummary.Row) -> [Member] {
    func counts(_ counts: OutcomeCounts) -> JSONValue {
      let rate = PairedText.estimate(counts)
      return .object(
        [
          Member("sdc", .integer(counts.silentCorruptions)),
          Member("sdcRate", rate.map { .number($0.rate) } ?? .null),
          Member("sdcLow", rate.map { .number($0.low) } ?? .null),
          Member("sdcHigh", rate.map { .number($0.high) } ?? .null),
        ] + Outcome.allCases.map { Member($0.rawValue, .integer(counts[$0])) })
    }
    let interval = row.comparison?.interval()
    return [
      Member("faults", .integer(row.trials)), Member("plain", counts(row.plain)),
      Member("hardened", counts(row.hardened)), Member("onlyPlain", .integer(row.onlyPlain)),
      Member("onlyHardened", .integer(row.onlyHardened)),
      Member("drop", row.comparison.map { .number($0.difference) } ?? .null),
      Member("dropLow", interval.map { .number($0.low) } ?? .null),
      Member("dropHigh", interval.map { .number($0.high) } ?? .null),
      Member("pValue", row.comparison.map { .number($0.pValue) } ?? .null),
    ]
  }
}
