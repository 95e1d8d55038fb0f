import Foundation
import RedoubtFaults

/// Failures in 10⁹ hours as text, with the table of assumptions.
public enum MissionText {
  /// Rates by part in FIT, and the table of assumptions.
  public static func text(_ mission: MissionEstimate) -> String {
    var rates = TextTable([
      ("part", .left), ("region", .left), ("raw FIT", .right), ("SDC FIT", .right), ("DUE FIT", .right),
    ])
    for row in mission.rows {
      rates.append([
        row.part.name, row.part.region.name, String(format: "%.3g", row.raw), rate(row.sdc), rate(row.due),
      ])
    }
    rates.append(["all", "", "", rate(mission.sdc), rate(mission.due)])
    var assumptions = TextTable([("assumption", .left), ("value", .left), ("source", .left)])
    for one in mission.assumptions { assumptions.append([one.quantity, one.value, one.source]) }
    return rates.text + "\n" + assumptions.text
  }

  /// "12 [8.1, 17]".
  static func rate(_ rate: FailureRate) -> String {
    func text(_ value: Double) -> String { String(format: "%.3g", value) }
    if rate.low == rate.high { return text(rate.fit) }
    return "\(text(rate.fit)) [\(text(rate.low)), \(text(rate.high))]"
  }
}

extension JSONValue {
  /// Failures in 10⁹ hours, by part and in all, and what they rest on.
  public init(_ mission: MissionEstimate) {
    func rate(_ rate: FailureRate) -> JSONValue {
      ["fit": .number(rate.fit), "low": .number(rate.low), "high": .number(rate.high)]
    }
    self = [
      "sdc": rate(mission.sdc), "due": rate(mission.due), "withheld": rate(mission.withheld),
      "parts": .array(
        mission.rows.map { row in
          [
            "part": .string(row.part.name), "region": .string(row.part.region.name),
            "bytes": .integer(row.part.bytes), "rawFit": .number(row.raw),
            "corrected": .number(row.fate.corrected), "detected": .number(row.fate.detected),
            "undetected": .number(row.fate.undetected), "sdc": rate(row.sdc), "due": rate(row.due),
            "withheld": rate(row.withheld),
            "presentAtEnd": row.presentAtEnd.map { .number($0) } ?? .null,
          ]
        }),
      "assumptions": .array(
        mission.assumptions.map {
          ["quantity": .string($0.quantity), "value": .string($0.value), "source": .string($0.source)]
        }),
    ]
  }
}
