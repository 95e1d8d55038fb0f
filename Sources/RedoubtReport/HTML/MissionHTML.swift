import Foundation
import RedoubtFaults

/// Failures in 10⁹ hours, with all that they rest on.
enum MissionHTML {
  /// Missions that rest on the same assumptions share one table of these, behind the last of them.
  static func sections(_ missions: [EvidenceReport.Mission]) -> String {
    var html = ""
    for (place, mission) in missions.enumerated() {
      let isLast = place + 1 == missions.count
      let isShared = !isLast && missions[place + 1].estimate.assumptions == mission.estimate.assumptions
      html += section(mission.estimate, name: mission.name, withAssumptions: !isShared)
    }
    return html
  }

  private static func section(
    _ mission: MissionEstimate, name: String, withAssumptions: Bool
  ) -> String {
    var rates = HTMLTable(
      [
        ("part", false), ("raw FIT", true), ("corrected", true), ("detected", true), ("SDC FIT", true),
        ("DUE FIT", true), ("present at the end", true),
      ], isStackedWhenNarrow: true)
    for row in mission.rows {
      rates.append([
        "\(row.part.name) in \(row.part.region.name)", number(row.raw),
        NumberText.percent(row.fate.corrected), NumberText.percent(row.fate.detected),
        MissionText.rate(row.sdc), MissionText.rate(row.due),
        row.presentAtEnd.map { number($0) } ?? "–",
      ])
    }
    rates.append(["all", "", "", "", MissionText.rate(mission.sdc), MissionText.rate(mission.due), ""])
    var html = """
      <h2>Failures in 10⁹ hours: \(MarkupText.escape(name))</h2>
      <p class="note">Intervals hold what the samples leave open; the assumptions below shift all of it. What the campaign
      did not strike is not in it.</p>
      \(rates.html)
      """
    guard withAssumptions else { return html }
    var assumptions = HTMLTable(
      [("assumption", false), ("value", false), ("source", false)], isStackedWhenNarrow: true)
    for one in mission.assumptions { assumptions.append([one.quantity, one.value, one.source]) }
    html += "<h3>Assumptions</h3>\n<div class=\"facts\">\(assumptions.html)</div>\n"
    return html
  }

  private static func number(_ value: Double) -> String { String(format: "%.3g", value) }
}
