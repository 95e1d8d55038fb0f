import Foundation
import RedoubtFaults

/// Failures in 10⁹ hours as text, with the table of assumptions.
public enum MissionText {
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
