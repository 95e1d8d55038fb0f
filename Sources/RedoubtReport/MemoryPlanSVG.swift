import Foundation
import RedoubtModel

/// The memory plan as a picture: a bar per tensor and scratch memory, operators from left to right, arena offset
/// from bottom to top. Self-contained; light or dark as the reader's system is set; each bar has a tooltip.
public enum MemoryPlanSVG {
  private static let left = 84.0
  private static let right = 28.0
  private static let top = 92.0
  private static let plotHeight = 380.0

  /// - Parameters:
  ///   - name: How the model is called, usually its file name.
  ///   - isEmbedded: Leaves style and background to the page around it, in whose own size it is drawn.
  public static func text(_ summary: ModelSummary, name: String, isEmbedded: Bool = false) -> String {
    let steps = max(1, summary.operators.count)
    let columnWidth = max(16, min(72, 720 / Double(steps)))
    let plotWidth = max(columnWidth * Double(steps), 480)
    let scale = Scale(
      columnWidth: plotWidth / Double(steps), bytes: max(1, summary.placements.map(\.end).max() ?? 0))
    let width = left + plotWidth + right
    let longest = summary.operators.map(\.name.count).max() ?? 0
    // The index takes up to five characters in front of the name.
    let height = top + plotHeight + 30 + Double(longest + 5) * 7.6

    var svg = """
      <svg\(isEmbedded ? " class=\"fixed plan\"" : "") xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(number(width)) \(number(height))" \
      width="\(number(width))" height="\(number(height))" role="img" aria-label="\(MarkupText.escape("Memory plan of \(name)"))">
      \(isEmbedded ? "" : style + "\n<rect class=\"surface\" width=\"100%\" height=\"100%\"/>")
      <text class="title" x="\(number(left))" y="28">\(MarkupText.escape("Memory plan of \(name)"))</text>
      <text class="muted" x="\(number(left))" y="48">\(MarkupText.escape(subtitle(summary)))</text>

      """
    svg += legend(summary) + grid(scale, plotWidth) + bars(summary, scale)
    svg += bounds(summary, scale, plotWidth) + operators(summary, scale)
    return svg + "</svg>\n"
  }

  /// Where operators and bytes are in the picture.
  private struct Scale {
    let columnWidth: Double
    /// Bytes of the whole height.
    let bytes: Int

    func x(_ step: Int) -> Double { left + Double(step) * columnWidth }
    func y(_ offset: Int) -> Double { top + plotHeight * (1 - Double(offset) / Double(bytes)) }
  }

  private static let style = """
    <style>
      text { font: 12px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #1f1f1d }
      .title { font-size: 16px; font-weight: 600 }
      .muted { fill: #66645e }
      .surface { fill: #fcfcfa }
      .grid { stroke: #e2e0da }
      .axis { stroke: #9a978f }
      .bound { stroke: #1f1f1d; stroke-dasharray: 6 4 }
      .bar { stroke: #fcfcfa; stroke-width: 1.5 }
      .thin { stroke: none }
      .bar:hover { fill-opacity: .75 }
      .input { fill: #1d5fae }
      .activation { fill: #0c7a55 }
      .output { fill: #93570a }
      .scratch { fill: #716f69 }
      .label { fill: #ffffff; font-size: 11px; text-anchor: middle; pointer-events: none }
      @media (prefers-color-scheme: dark) {
        text { fill: #eceae4 }
        .muted { fill: #a9a69d }
        .surface { fill: #1b1b19 }
        .grid { stroke: #34332f }
        .axis { stroke: #77746c }
        .bound { stroke: #eceae4 }
        .bar:not(.thin) { stroke: #1b1b19 }
        .input { fill: #6ea9ee }
        .activation { fill: #49c293 }
        .output { fill: #e6ad3c }
        .scratch { fill: #a19e96 }
        .label { fill: #161614 }
      }
    </style>
    """

  private static func subtitle(_ summary: ModelSummary) -> String {
    let plan = summary.plan
    return "\(NumberText.grouped(plan.arenaBytes)) bytes of tensors (lower bound"
      + " \(NumberText.grouped(plan.arenaLowerBoundBytes))), at most \(NumberText.grouped(plan.scratchBytes))"
      + " of scratch, \(NumberText.grouped(plan.stateBytes)) of state"
  }

  private static func legend(_ summary: ModelSummary) -> String {
    let roles: [(Placement.Role, String)] = [
      (.input, "network input"), (.activation, "activation"), (.output, "network output"),
      (.scratch, "scratch"),
    ]
    var x = left
    var svg = ""
    for (role, title) in roles where summary.placements.contains(where: { $0.role == role }) {
      svg +=
        "<rect class=\"\(role.rawValue)\" x=\"\(number(x))\" y=\"62\" width=\"12\" height=\"12\" rx=\"2\"/>"
      svg += "<text class=\"muted\" x=\"\(number(x + 18))\" y=\"72\">\(title)</text>\n"
      x += 38 + Double(title.count) * 7
    }
    return svg
  }

  /// Lines at round offsets, four to eight of them.
  private static func grid(_ scale: Scale, _ plotWidth: Double) -> String {
    var step = 1
    while scale.bytes / step > 8 { step *= 2 }
    var svg = ""
    for offset in stride(from: 0, through: scale.bytes, by: step) {
      let y = number(scale.y(offset))
      let kind = offset == 0 ? "axis" : "grid"
      svg +=
        "<line class=\"\(kind)\" x1=\"\(number(left))\" x2=\"\(number(left + plotWidth))\" y1=\"\(y)\" y2=\"\(y)\"/>"
      let label = step >= 1024 ? "\(offset / 1024) KiB" : "\(offset) B"
      svg +=
        "<text class=\"muted\" x=\"\(number(left - 8))\" y=\"\(y)\" dy=\"4\" text-anchor=\"end\">\(label)</text>\n"
    }
    return svg
  }

  private static func bars(_ summary: ModelSummary, _ scale: Scale) -> String {
    var svg = ""
    for one in summary.placements {
      let (x, end) = (scale.x(one.steps.lowerBound), scale.x(one.steps.upperBound + 1))
      let (bottom, y) = (scale.y(one.offset), scale.y(one.end))
      // A few bytes of many thousand would vanish: every bar is at least 3 high.
      let height = max(3, bottom - y)
      // The gap between bars would leave nothing of a thin one.
      let kind = height < 6 ? "bar thin" : "bar"
      svg += "<rect class=\"\(kind) \(one.role.rawValue)\""
      svg += " x=\"\(number(x))\" y=\"\(number(bottom - height))\""
      svg += " width=\"\(number(end - x))\" height=\"\(number(height))\" rx=\"2\">"
      svg += "<title>\(MarkupText.escape(tooltip(one, summary)))</title></rect>\n"
      let label = NumberText.grouped(one.byteCount)
      if height >= 15, end - x >= Double(label.count) * 6.6 + 6 {
        svg += "<text class=\"label\" x=\"\(number((x + end) / 2))\" y=\"\(number(bottom - height / 2))\""
        svg += " dy=\"4\">\(label)</text>\n"
      }
    }
    return svg
  }

  private static func tooltip(_ one: Placement, _ summary: ModelSummary) -> String {
    func name(_ step: Int) -> String {
      summary.operators.indices.contains(step) ? summary.operators[step].name : ""
    }
    var lines: [String] = []
    if let tensor = one.tensor {
      lines.append(
        "Tensor \(tensor.index)\(tensor.name.isEmpty ? "" : " \(tensor.name)") (\(one.role.rawValue))")
      lines.append("\(NumberText.shape(tensor.shape)) \(tensor.type), \(TensorText.quantization(tensor))")
    } else {
      lines.append("Scratch memory of operator \(one.steps.lowerBound)")
    }
    lines.append(
      "\(NumberText.grouped(one.byteCount)) bytes at \(NumberText.grouped(one.offset))…\(NumberText.grouped(one.end - 1))"
    )
    let (first, last) = (one.steps.lowerBound, one.steps.upperBound)
    lines.append(
      first == last
        ? "during operator \(first) (\(name(first)))"
        : "during operators \(first) (\(name(first))) to \(last) (\(name(last)))")
    return lines.joined(separator: "\n")
  }

  /// The end of the planned tensors and the bound below which no plan of this order can go.
  private static func bounds(_ summary: ModelSummary, _ scale: Scale, _ plotWidth: Double) -> String {
    let (planned, bound) = (summary.plan.arenaBytes, summary.plan.arenaLowerBoundBytes)
    guard planned > 0 else { return "" }
    var lines = [(planned, "end of tensors")]
    if planned == bound { lines = [(planned, "end of tensors = lower bound")] }
    // Two labels closer than a line of text would overlap: the lower one is left to the subtitle.
    if planned - bound > 0, scale.y(bound) - scale.y(planned) > 16 { lines.append((bound, "lower bound")) }
    return lines.map { offset, title in
      let y = scale.y(offset)
      return """
        <line class="bound" x1="\(number(left))" x2="\(number(left + plotWidth))" y1="\(number(y))" y2="\(number(y))"/>\
        <text class="muted" x="\(number(left + plotWidth))" y="\(number(y - 5))" text-anchor="end">\(title)</text>

        """
    }.joined()
  }

  /// Operator names below, written upwards.
  private static func operators(_ summary: ModelSummary, _ scale: Scale) -> String {
    summary.operators.map { one in
      let x = scale.x(one.index) + scale.columnWidth / 2 + 4
      let y = top + plotHeight + 14
      return """
        <text class="muted" x="\(number(x))" y="\(number(y))" text-anchor="end" \
        transform="rotate(-90 \(number(x)) \(number(y)))">\(MarkupText.escape("\(one.index) \(one.name)"))</text>

        """
    }.joined()
  }

  private static func number(_ value: Double) -> String { PictureNumber.text(value) }
}
