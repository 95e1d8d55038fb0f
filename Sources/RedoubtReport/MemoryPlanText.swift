import RedoubtModel

/// The memory plan drawn with letters: operators from left to right, arena offset from bottom to top.
enum MemoryPlanText {
  private static let rows = 16
  /// Columns for the drawing itself, so that it fits a terminal of 80.
  private static let width = 66
  private static let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")

  static func text(_ summary: ModelSummary) -> String {
    // Letters follow the course of the inference.
    let placements = summary.placements.sorted { a, b in
      (a.steps.lowerBound, a.steps.upperBound, a.offset) < (b.steps.lowerBound, b.steps.upperBound, b.offset)
    }
    let height = placements.map(\.end).max() ?? 0
    guard height > 0 else { return "Memory plan: no tensor needs a place.\n" }
    var text =
      "Memory plan: bytes of the arena over operators; a letter is a tensor, ':' is scratch memory\n\n"
    text += drawing(placements, stepCount: summary.operators.count, height: height)
    text += "\n" + legend(placements)
    return text
  }

  /// One mark per placement: letters in order for tensors, starting again when they run out.
  private static func marks(_ placements: [Placement]) -> [Character] {
    var next = 0
    return placements.map { placement in
      guard placement.role != .scratch else { return ":" }
      defer { next += 1 }
      return letters[next % letters.count]
    }
  }

  private static func drawing(_ placements: [Placement], stepCount: Int, height: Int) -> String {
    let marks = marks(placements)
    let steps = max(1, stepCount)
    // Wide columns for few operators, several operators in a column for many.
    let stepsPerColumn = (steps + width - 1) / width
    let columns = (steps + stepsPerColumn - 1) / stepsPerColumn
    let columnWidth = max(1, min(6, width / columns))
    let labelWidth = NumberText.grouped(height).count
    func pad(_ text: String) -> String { String(repeating: " ", count: labelWidth - text.count) + text }

    var text = ""
    for row in (0..<rows).reversed() {
      let bytes = row * height / rows..<max((row + 1) * height / rows, row * height / rows + 1)
      var line = row == rows - 1 ? pad(NumberText.grouped(height)) : pad("")
      line += row == rows - 1 ? " ┐" : " │"
      for column in 0..<columns {
        let operators = column * stepsPerColumn...min(steps, (column + 1) * stepsPerColumn) - 1
        let mark = largest(placements, bytes, operators).map { marks[$0] } ?? " "
        line += String(repeating: mark, count: columnWidth)
      }
      while line.last == " " { line.removeLast() }
      text += line + "\n"
    }
    text += pad("0") + " └" + axis(columns, columnWidth, stepsPerColumn) + "\n"
    return text
  }

  /// Index of the placement that takes most of these bytes during these operators.
  private static func largest(
    _ placements: [Placement], _ bytes: Range<Int>, _ operators: ClosedRange<Int>
  ) -> Int? {
    var best: (index: Int, overlap: Int)?
    for (index, one) in placements.enumerated() where one.steps.overlaps(operators) {
      let overlap = (one.offset..<one.end).clamped(to: bytes).count
      if overlap > 0, overlap > best?.overlap ?? 0 { best = (index, overlap) }
    }
    return best?.index
  }

  /// Operator numbers below the drawing, as many as fit.
  private static func axis(_ columns: Int, _ columnWidth: Int, _ stepsPerColumn: Int) -> String {
    var text = ""
    for column in 0..<columns {
      let place = column * columnWidth
      let label = String(column * stepsPerColumn)
      let isFree = text.isEmpty || text.count < place
      guard isFree else { continue }
      text += String(repeating: " ", count: place - text.count) + label
    }
    return text
  }

  private static func legend(_ placements: [Placement]) -> String {
    let marks = marks(placements)
    var table = TextTable([
      ("", .left), ("tensor", .right), ("", .left), ("shape", .left), ("offset", .right), ("bytes", .right),
      ("operators", .left),
    ])
    for (mark, one) in zip(marks, placements) {
      guard let tensor = one.tensor else { continue }
      table.append([
        String(mark), String(tensor.index), one.role.rawValue, NumberText.shape(tensor.shape),
        NumberText.grouped(one.offset), NumberText.grouped(one.byteCount), TensorText.steps(one.steps),
      ])
    }
    return table.text
  }
}
