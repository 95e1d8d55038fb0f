import Foundation
import RedoubtFaults

/// Rate of silent corruption by layer (down) and bit (across), the most significant bit on the left.
enum HeatMapSVG {
  private static let left = 64.0
  private static let top = 40.0
  private static let rowHeight = 22.0

  /// - Parameter table: By layer and bit.
  static func svg(_ table: CampaignTable) -> String {
    let rows = table.rows
    let layers = rows.map { $0.group.numbers[0] }.uniqueInOrder
    let bits = rows.map { $0.group.numbers[1] }.sorted(by: >).uniqueInOrder
    guard !layers.isEmpty else { return "" }
    let width = bits.count > 8 ? 26.0 : 34.0
    let largest = rows.compactMap { $0.rate()?.rate }.max() ?? 0
    let size = (left + width * Double(bits.count) + 4, top + rowHeight * Double(layers.count) + 44)
    var svg = """
      <svg class="fixed" xmlns="http://www.w3.org/2000/svg" width="\(number(size.0))" height="\(number(size.1))" \
      viewBox="0 0 \(number(size.0)) \(number(size.1))" role="img" aria-label="SDC rate by layer and bit">
      <text class="muted" x="\(number(left))" y="14">bit</text>

      """
    let xs = Dictionary(uniqueKeysWithValues: bits.enumerated().map { ($1, left + Double($0) * width) })
    let ys = Dictionary(uniqueKeysWithValues: layers.enumerated().map { ($1, top + Double($0) * rowHeight) })
    for bit in bits {
      svg += label("\(bit)", x: (xs[bit] ?? 0) + width / 2, y: top - 8, anchor: "middle")
    }
    for layer in layers {
      let name = layer == .max ? "none" : "layer \(layer)"
      svg += label(name, x: left - 8, y: (ys[layer] ?? 0) + rowHeight / 2 + 4, anchor: "end")
    }
    for row in rows {
      svg += cell(
        row, x: xs[row.group.numbers[1]] ?? 0, y: ys[row.group.numbers[0]] ?? 0, width: width,
        largest: largest)
    }
    svg += scale(largest, y: top + rowHeight * Double(layers.count) + 12)
    return "<div class=\"scroll\">" + svg + "</svg></div>\n"
  }

  private static func cell(
    _ row: CampaignTable.Row, x: Double, y: Double, width: Double, largest: Double
  ) -> String {
    guard let estimate = row.rate() else { return "" }
    let box = """
      x="\(number(x + 1))" y="\(number(y + 1))" width="\(number(width - 2))" height="\(number(rowHeight - 2))" rx="2"
      """
    let strength = strength(estimate.rate, largest)
    let tooltip =
      "\(row.group.name)\nSDC \(RateText.text(estimate))\n"
      + "\(NumberText.grouped(row.counts.silentCorruptions)) of \(NumberText.grouped(row.counts.injections)) trials"
    var svg = "<g><title>\(MarkupText.escape(tooltip))</title><rect class=\"none\" \(box)/>"
    if estimate.rate > 0 {
      svg += "<rect class=\"cell\" fill-opacity=\"\(String(format: "%.2f", strength))\" \(box)/>"
      let percent = estimate.rate * 100
      let text = percent >= 9.95 ? String(format: "%.0f", percent) : String(format: "%.1f", percent)
      let kind = strength > 0.7 ? "value strong" : "value"
      svg +=
        "<text class=\"\(kind)\" x=\"\(number(x + width / 2))\" y=\"\(number(y + rowHeight / 2 + 4))\">\(text)</text>"
    }
    return svg + "</g>\n"
  }

  /// The square root spreads the low rates, which are most of them.
  private static func strength(_ rate: Double, _ largest: Double) -> Double {
    largest > 0 ? max(0.08, (rate / largest).squareRoot()) : 0
  }

  private static func scale(_ largest: Double, y: Double) -> String {
    guard largest > 0 else { return label("No trial changed a decision.", x: 0, y: y + 12, anchor: "start") }
    var svg = label("0 %", x: left - 8, y: y + 11, anchor: "end")
    for step in 0..<5 {
      let share = Double(step + 1) / 5
      svg += """
        <rect class="cell" fill-opacity="\(String(format: "%.2f", share))" x="\(number(left + Double(step) * 26))" \
        y="\(number(y))" width="26" height="14"/>
        """
    }
    return svg
      + label(String(format: "%.3g %% SDC, square-root scale", largest * 100), x: left + 138, y: y + 11, anchor: "start")
  }

  private static func label(_ text: String, x: Double, y: Double, anchor: String) -> String {
    "<text class=\"muted\" x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor)\">"
      + "\(MarkupText.escape(text))</text>\n"
  }

  private static func number(_ value: Double) -> String { PictureNumber.text(value) }
}

extension [Int] {
  /// The first of each run of equal numbers.
  fileprivate var uniqueInOrder: [Int] {
    reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }
}
