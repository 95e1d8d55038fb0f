import RedoubtHardening

/// A ranking as text: the most critical units, and how stable their order is.
public enum RankingText {
  /// Units that are listed.
  private static let listed = 10

  /// The most critical units, and how stable the order is.
  public static func text(_ ranking: Ranking, units: NetworkUnits) -> String {
    var text = "\(NumberText.grouped(units.weighted.count)) units with weights"
    text += " and \(NumberText.grouped(units.planes.count)) planes, by \(ranking.score.rawValue)"
    if let records = ranking.provenance?.records { text += " over \(NumberText.grouped(records)) records" }
    if let loss = ranking.provenance?.loss { text += ", loss: \(loss)" }
    if let trials = ranking.provenance?.trialsPerPart {
      text += ", \(NumberText.grouped(trials)) trials for each part of a unit"
    }
    text += "\n\n"
    let isMeasured = ranking.entries.contains { $0.interval != nil }
    var table = TextTable([
      ("rank", .right), ("operator", .right), ("", .left), ("channel", .right), ("value", .left),
      (isMeasured ? "95 % interval" : "", .left),
    ])
    for (rank, entry) in ranking.entries.prefix(listed).enumerated() {
      table.append([
        String(rank + 1), entry.unit.operatorIndex < 0 ? "" : String(entry.unit.operatorIndex),
        units[entry.unit]?.operatorName ?? "", String(entry.unit.channel), "\(Float(entry.value))",
        entry.interval.map { "\(Float($0.lowerBound)) to \(Float($0.upperBound))" } ?? "",
      ])
    }
    text += table.text
    guard let stability = ranking.provenance?.stability else { return text }
    text += "\n"
    for one in stability {
      text += "top \(NumberText.percent(one.fraction)) of the units with weights: \(one.shared) of"
      text += " \(one.units) in both halves of the data\n"
    }
    return text
  }
}

extension JSONValue {
  /// A ranking without its units, which the file has.
  public init(_ ranking: Ranking, units: NetworkUnits) {
    let provenance = ranking.provenance
    self = [
      "score": .string(ranking.score.rawValue), "modelDigest": .string(ranking.modelDigest),
      "units": .integer(units.weighted.count), "planes": .integer(units.planes.count),
      "ranked": .integer(ranking.entries.count),
      "perClass": .bool(provenance?.perClass ?? false),
      "records": provenance?.records.map { .integer($0) } ?? .null,
      "loss": provenance?.loss.map { .string($0) } ?? .null,
      "trialsPerPart": provenance?.trialsPerPart.map { .integer($0) } ?? .null,
      "stability": .array(
        (provenance?.stability ?? []).map {
          [
            "fraction": .number($0.fraction), "units": .integer($0.units), "shared": .integer($0.shared),
            "overlap": .number($0.overlap),
          ]
        }),
    ]
  }
}
