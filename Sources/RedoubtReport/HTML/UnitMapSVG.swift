import Foundation

/// Values of units: operators down, channels across, a box each.
enum UnitMapSVG {
  struct Row {
    struct Cell {
      let channel: Int
      let value: Double
      let text: String
    }

    let title: String
    var cells: [Cell] = []
  }

  private static let lineHeight = 16.0
  /// Boxes in a line; an operator with more channels takes several lines.
  private static let perLine = 64
  private static let box = 10.0
  /// Beyond this many boxes the picture would be most of the file.
  private static let cellLimit = 6000

  static func svg(_ rows: [Row]) -> String {
    let cells = rows.reduce(0) { $0 + $1.cells.count }
    guard cells > 0 else { return "" }
    guard cells <= cellLimit else {
      return "<p class=\"note\">\(NumberText.grouped(cells)) units are too many for a picture.</p>\n"
    }
    // Room for the longest name, in the middle of what letters take.
    let left = 16 + 7.2 * Double(rows.map(\.title.count).max() ?? 0)
    let largest = rows.flatMap(\.cells).map(\.value).max() ?? 0
    var body = ""
    var y = 4.0
    for row in rows {
      body += """
        <text class="muted" x="\(number(left - 8))" y="\(number(y + 11))" text-anchor="end">\
        \(MarkupText.escape(row.title))</text>

        """
      let cells = row.cells.sorted { $0.channel < $1.channel }
      for (place, cell) in cells.enumerated() {
        let x = left + Double(place % perLine) * box
        let top = y + Double(place / perLine) * lineHeight
        let strength = largest > 0 ? max(0, cell.value / largest).squareRoot() : 0
        let tooltip = "\(row.title), channel \(cell.channel)\n\(cell.text)"
        body += """
          <g><title>\(MarkupText.escape(tooltip))</title><rect class="none" \(frame(x, top))/>\
          <rect class="cell" fill-opacity="\(String(format: "%.2f", strength))" \(frame(x, top))/></g>

          """
      }
      y += Double((cells.count + perLine - 1) / perLine) * lineHeight + 4
    }
    let widest = rows.map { min(perLine, $0.cells.count) }.max() ?? 1
    let width = left + Double(widest) * box + 4
    return """
      <div class="scroll"><svg class="fixed" xmlns="http://www.w3.org/2000/svg" width="\(number(width))" \
      height="\(number(y + 4))" viewBox="0 0 \(number(width)) \(number(y + 4))" role="img" \
      aria-label="Criticality by operator and channel">
      \(body)</svg></div>

      """
  }

  private static func frame(_ x: Double, _ y: Double) -> String {
    "x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(box - 1))\" height=\"\(number(lineHeight - 2))\" rx=\"1.5\""
  }

  private static func number(_ value: Double) -> String { PictureNumber.text(value) }
}
