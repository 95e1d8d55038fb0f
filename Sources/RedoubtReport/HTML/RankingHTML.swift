import RedoubtHardening

/// How much each unit matters: a picture with a row of boxes per operator, and the first units as a table.
enum RankingHTML {
  /// The table names at most this many units; the ranking file has them all.
  private static let rowLimit = 100

  static func section(_ ranking: Ranking, units: NetworkUnits, name: String) -> String {
    var html = "<h2>Criticality per unit of \(MarkupText.escape(name))</h2>\n"
    html += "<p class=\"note\">Score \(ranking.score.rawValue)"
    if let records = ranking.provenance?.records { html += " over \(NumberText.grouped(records)) records" }
    html += ": a box per output channel, stronger where it matters more.</p>\n"
    var rows: [Int: UnitMapSVG.Row] = [:]
    for entry in ranking.entries {
      let index = entry.unit.operatorIndex
      let kind = units[entry.unit]?.operatorName ?? ""
      let title = index < 0 ? "input" : "\(index) \(kind)"
      rows[index, default: UnitMapSVG.Row(title: title)].cells.append(
        .init(channel: entry.unit.channel, value: entry.value, text: text(entry)))
    }
    html +=
      "<div class=\"figure\">" + UnitMapSVG.svg(rows.sorted { $0.key < $1.key }.map(\.value)) + "</div>\n"
    var table = HTMLTable([
      ("rank", true), ("operator", true), ("", false), ("channel", true), ("value", false),
    ])
    for (rank, entry) in ranking.entries.prefix(rowLimit).enumerated() {
      table.append([
        String(rank + 1), entry.unit.operatorIndex < 0 ? "" : String(entry.unit.operatorIndex),
        units[entry.unit]?.operatorName ?? "", String(entry.unit.channel), text(entry),
      ])
    }
    let left = ranking.entries.count - rowLimit
    return html
      + table.html(
        titled: "Most critical units",
        note: left > 0 ? "\(NumberText.grouped(left)) more are in the ranking file." : "",
        isOpen: false)
  }

  private static func text(_ entry: Ranking.Entry) -> String {
    let value = "\(Float(entry.value))"
    guard let interval = entry.interval else { return value }
    return "\(value) [\(Float(interval.lowerBound)), \(Float(interval.upperBound))]"
  }
}
