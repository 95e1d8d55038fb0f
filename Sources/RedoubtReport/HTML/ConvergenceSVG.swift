import Foundation
import RedoubtFaults

/// How the estimate settled: rate with its interval over the number of trials, on a logarithmic scale.
enum ConvergenceSVG {
  private static let (width, height) = (420.0, 260.0)
  private static let (left, right, top, bottom) = (56.0, 16.0, 14.0, 44.0)

  static func svg(_ points: [ConvergencePoint]) -> String {
    // The first few trials know nothing: their intervals would flatten the rest of the picture.
    let shown = points.filter { $0.trials >= min(10, points.last?.trials ?? 0) }
    guard let last = shown.last, let first = shown.first else { return "" }
    let ceiling = ceiling(shown, last)
    let span = max(1e-9, log10(Double(last.trials)) - log10(Double(first.trials)))
    func x(_ trials: Int) -> Double {
      left + (width - left - right) * (log10(Double(trials)) - log10(Double(first.trials))) / span
    }
    func y(_ rate: Double) -> Double { top + (height - top - bottom) * (1 - min(1, rate / ceiling)) }
    func place(_ trials: Int, _ rate: Double) -> String { "\(number(x(trials))),\(number(y(rate)))" }

    var svg = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(number(width)) \(number(height))" width="560" \
      role="img" aria-label="Estimate of the SDC rate over the number of trials">

      """
    for step in 0...4 {
      let rate = ceiling * Double(step) / 4
      svg += """
        <line class="\(step == 0 ? "axis" : "grid")" x1="\(number(left))" x2="\(number(width - right))" \
        y1="\(number(y(rate)))" y2="\(number(y(rate)))"/>\
        <text class="muted" x="\(number(left - 6))" y="\(number(y(rate) + 4))" text-anchor="end">\
        \(String(format: "%.3g %%", rate * 100))</text>

        """
    }
    var decade = 1
    while decade <= last.trials {
      if decade >= first.trials {
        svg += """
          <text class="muted" x="\(number(x(decade)))" y="\(number(height - bottom + 18))" text-anchor="middle">\
          \(NumberText.grouped(decade))</text>

          """
      }
      if decade > Int.max / 10 { break }
      decade *= 10
    }
    let upper = shown.map { place($0.trials, $0.estimate.high) }
    let lower = shown.reversed().map { place($0.trials, $0.estimate.low) }
    svg += "<polygon class=\"band\" points=\"\((upper + lower).joined(separator: " "))\"/>\n"
    let curve = shown.map { place($0.trials, $0.estimate.rate) }.joined(separator: " ")
    svg += "<polyline class=\"curve\" points=\"\(curve)\"/>\n"
    for point in shown {
      let tooltip = "after \(NumberText.grouped(point.trials)) trials: \(RateText.text(point.estimate))"
      svg += """
        <circle cx="\(number(x(point.trials)))" cy="\(number(y(point.estimate.rate)))" r="7" fill-opacity="0">\
        <title>\(MarkupText.escape(tooltip))</title></circle>

        """
    }
    svg += """
      <text class="muted" x="\(number((left + width - right) / 2))" y="\(number(height - 6))" text-anchor="middle">\
      trials</text>
      </svg>

      """
    return svg
  }

  /// Twice the last upper bound, or what the middle of the curve needs: the start may run out of the picture.
  private static func ceiling(_ points: [ConvergencePoint], _ last: ConvergencePoint) -> Double {
    let settled = points.dropFirst(points.count / 3).map(\.estimate.high).max() ?? last.estimate.high
    let wanted = max(1e-6, min(1, max(settled, last.estimate.high * 2)))
    // Rounded up to a number whose quarters are short.
    let unit = pow(10, log10(wanted).rounded(.down))
    return min(1, [1, 2, 4, 6, 8, 10].map { $0 * unit }.first { $0 >= wanted * 0.9999 } ?? wanted)
  }

  private static func number(_ value: Double) -> String { PictureNumber.text(value) }
}
