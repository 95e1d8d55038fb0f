import Foundation
import RedoubtFaults

/// Failures in 10⁹ hours, with all that they rest on.
enum MissionHTML {
  static func section(_ mission: MissionEstimate, name: String) -> String {
    var rates = HTMLTable([
      ("part", false), ("region", false), ("raw FIT", true), ("corrected", true), ("detected", true),
      ("SDC FIT", true), ("DUE FIT", true), ("present at the end", true),
    ])
    for row in mission.rows {
      rates.append([
        row.part.name, row.part.region.name, number(row.raw), NumberText.percent(row.fate.corrected),
        NumberText.percent(row.fate.detected), MissionText.rate(row.sdc), MissionText.rate(row.due),
        row.presentAtEnd.map { number($0) } ?? "–",
      ])
    }
    rates.append(["all", "", "", "", "", MissionText.rate(mission.sdc), MissionText.rate(mission.due), ""])
    var assumptions = HTMLTable([("assumption", false), ("value", false), ("source", false)])
    for one in mission.assumptions { assumptions.append([one.quantity, one.value, one.source]) }
    return """
      <h2>Failures in 10⁹ hours: \(MarkupText.escape(name))</h2>
      <p class="note">Intervals hold what the samples leave open; the assumptions below shift all of it.</p>
      \(rates.html)<h3>Assumptions</h3>
      <div class="facts">\(assumptions.html)</div>

      """
  }

  private static func number(_ value: Double) -> String { String(format: "%.3g", value) }
}
