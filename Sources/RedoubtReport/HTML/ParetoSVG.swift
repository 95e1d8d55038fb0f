import Foundation
import RedoubtFaults
import RedoubtHardening

/// Silent corruption that is left over what it costs: a curve per score, a point per fraction.
enum ParetoSVG {
  /// What is drawn on the horizontal axis.
  enum Cost: CaseIterable {
    case instructions, flash, sram

    var title: String {
      switch self {
      case .instructions: "added target instructions"
      case .flash: "added flash"
      case .sram: "added SRAM"
      }
    }

    func amount(_ row: StudyResult.Row) -> Double {
      switch self {
      case .instructions: row.instructionOverhead
      case .flash: row.flashBytes
      case .sram: row.sramBytes
      }
    }

    /// The unit that amounts up to a largest one are written in, and how much of the axis one of it is.
    private func unit(upTo largest: Double) -> (name: String, amount: Double) {
      switch self {
      case .instructions: ("%", 0.01)
      case .flash, .sram: largest < 2048 ? ("B", 1) : ("KiB", 1024)
      }
    }

    /// Three to six round amounts from 0 on, with their texts.
    func ticks(upTo largest: Double) -> [(amount: Double, text: String)] {
      let unit = unit(upTo: largest)
      let wanted = largest / unit.amount / 5
      let decade = pow(10, log10(wanted).rounded(.down))
      let step = ([1, 2, 2.5, 5].map { $0 * decade }.first { $0 >= wanted * 0.9999 } ?? 10 * decade)
      let count = Int((largest / unit.amount / step).rounded(.down))
      return (0...count).map { i in
        (Double(i) * step * unit.amount, String(format: "%g ", Double(i) * step) + unit.name)
      }
    }
  }

  private static let (width, height) = (520.0, 320.0)
  private static let (left, right, top, bottom) = (56.0, 20.0, 14.0, 44.0)

  /// - Parameter byFIT: Whether targets are weighted by FIT, or counted alike.
  static func svg(_ study: StudyResult, _ cost: Cost, byFIT: Bool) -> String {
    let rows = study.rows.filter { $0.basis == .units }
    let largest = rows.map(cost.amount).max() ?? 0
    guard largest > 0 else { return "" }
    let ceiling = largest * 1.02
    func x(_ amount: Double) -> Double { left + (width - left - right) * amount / ceiling }
    func y(_ share: Double) -> Double { top + (height - top - bottom) * (1 - share) }
    let what = byFIT ? "SDC in FIT" : "SDC"
    var svg = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(number(width)) \(number(height))" width="640" role="img" \
      aria-label="\(what) that is left over \(cost.title), per score">

      """
    for step in 0...4 {
      let share = Double(step) / 4
      svg += line(step == 0 ? "axis" : "grid", left, y(share), width - right, y(share))
      svg += label("\(25 * step) %", left - 6, y(share) + 4, "end")
    }
    for tick in cost.ticks(upTo: largest) {
      svg += label(tick.text, x(tick.amount), height - bottom + 18, "middle")
    }
    for score in study.manifest.options.scores {
      let own = rows.filter { $0.score == score }.sorted { $0.fraction < $1.fraction }
      svg += curve(own, score, cost, byFIT, x, y)
    }
    svg += label(cost.title, (left + width - right) / 2, height - 6, "middle")
    return svg + "</svg>\n"
  }

  private static func curve(
    _ rows: [StudyResult.Row], _ score: ScoreName, _ cost: Cost, _ byFIT: Bool, _ x: (Double) -> Double,
    _ y: (Double) -> Double
  ) -> String {
    func left(_ row: StudyResult.Row) -> Double { 1 - (byFIT ? row.fitDrop : row.drop).rate }
    let points = rows.map { "\(number(x(cost.amount($0)))),\(number(y(left($0))))" }.joined(separator: " ")
    let color = ScoreStyle.color(score)
    let dash = score == .random ? " stroke-dasharray=\"5 4\"" : ""
    var svg = """
      <polyline points="\(points)" fill="none" style="stroke:\(color)" stroke-width="2"\(dash)/>

      """
    for row in rows {
      let drop = byFIT ? row.fitDrop : row.drop
      let tooltip =
        "\(score.rawValue), \(StudyText.share(row.fraction)) of the units\(row.plans > 1 ? ", mean of \(row.plans) plans" : "")\n"
        + "removed \(StudyText.shares(drop))\n"
        + "instructions +\(StudyText.share(row.instructionOverhead)),"
        + " flash +\(NumberText.grouped(Int(row.flashBytes.rounded()))) B,"
        + " SRAM +\(NumberText.grouped(Int(row.sramBytes.rounded()))) B"
      let (cx, cy) = (number(x(cost.amount(row))), number(y(left(row))))
      svg += """
        <line x1="\(cx)" x2="\(cx)" y1="\(number(y(1 - drop.low)))" y2="\(number(y(1 - drop.high)))" \
        style="stroke:\(color)" stroke-opacity=".35"/>\
        <circle cx="\(cx)" cy="\(cy)" r="3.2" style="fill:\(color)"/>\
        <circle cx="\(cx)" cy="\(cy)" r="8" fill-opacity="0"><title>\(MarkupText.escape(tooltip))</title></circle>

        """
    }
    return svg
  }

  private static func line(_ kind: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> String {
    "<line class=\"\(kind)\" x1=\"\(number(x1))\" x2=\"\(number(x2))\" y1=\"\(number(y1))\" y2=\"\(number(y2))\"/>\n"
  }

  private static func label(_ text: String, _ x: Double, _ y: Double, _ anchor: String) -> String {
    "<text class=\"muted\" x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor)\">"
      + "\(MarkupText.escape(text))</text>\n"
  }

  private static func number(_ value: Double) -> String { PictureNumber.text(value) }
}

/// Colours of scores: those that the page has for outcomes, which follow the reader's light or dark.
enum ScoreStyle {
  static func color(_ score: ScoreName) -> String {
    switch score {
    case .injection: "var(--critical)"
    case .taylor: "var(--accent)"
    case .activation: "var(--beneficial)"
    case .magnitude: "var(--due)"
    case .random: "var(--muted)"
    }
  }

  static func legend(_ scores: [ScoreName]) -> String {
    "<div class=\"legend\">"
      + scores.map { "<span><i style=\"background:\(color($0))\"></i>\($0.rawValue)</span>" }.joined(
        separator: "\n")
      + "</div>\n"
  }
}
