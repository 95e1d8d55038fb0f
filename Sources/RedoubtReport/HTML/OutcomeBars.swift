import Foundation
import RedoubtFaults

/// A bar per group, divided by outcome; as wide as the page.
enum OutcomeBars {
  static func html(_ table: CampaignTable) -> String {
    let rows = table.rows
    let present = Outcome.allCases.filter { outcome in rows.contains { $0.counts[outcome] > 0 } }
    let legend = present.map { "<span><i class=\"\($0.rawValue)\"></i>\($0.title)</span>" }.joined(
      separator: "\n")
    return "<div class=\"legend\">\(legend)</div>\n" + rows.map(bar).joined()
  }

  private static func bar(_ row: CampaignTable.Row) -> String {
    let all = Double(row.counts.injections)
    var svg = ""
    var start = 0.0
    for outcome in Outcome.allCases where row.counts[outcome] > 0 {
      let share = Double(row.counts[outcome]) / all
      let tooltip =
        "\(outcome.title): \(NumberText.grouped(row.counts[outcome])) of \(NumberText.grouped(row.counts.injections)),"
        + " \(NumberText.percent(share))"
      svg += """
        <rect class="\(outcome.rawValue)" x="\(percent(start))" y="0" width="\(percent(share))" height="22">\
        <title>\(MarkupText.escape(tooltip))</title></rect>
        """
      start += share
    }
    let rate =
      row.rate().map { "SDC \(RateText.text($0)), n = \(NumberText.grouped(row.counts.injections))" } ?? ""
    let name = MarkupText.escape(row.group.name.isEmpty ? "(no name)" : row.group.name)
    return """
      <div class="bar figure"><b>\(name)</b> <span class="muted">\(MarkupText.escape(rate))</span>
      <svg height="22" role="img" aria-label="Outcomes of \(name)">\(svg)</svg></div>

      """
  }

  private static func percent(_ share: Double) -> String { String(format: "%.3f%%", share * 100) }
}
