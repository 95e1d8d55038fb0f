/// A table that scrolls sideways where it is wider than the page, or becomes a list of its rows there.
struct HTMLTable {
  let columns: [(title: String, isNumber: Bool)]
  /// On a narrow screen each row is a block of its own: its first cell as a heading, each other behind its column's title.
  let isStackedWhenNarrow: Bool
  private(set) var rows: [[String]] = []

  init(_ columns: [(title: String, isNumber: Bool)], isStackedWhenNarrow: Bool = false) {
    self.columns = columns
    self.isStackedWhenNarrow = isStackedWhenNarrow
  }

  /// From this length on a cell is a sentence, and is broken into lines.
  private static let sentenceLength = 48

  /// - Parameter cells: One per column, as plain text.
  mutating func append(_ cells: [String]) {
    precondition(cells.count == columns.count, "a row has a cell for each column")
    rows.append(cells)
  }

  var html: String {
    let head = zip(columns.map(\.title), columns).map { cell($0, "th", $1, label: false) }.joined()
    let body = rows.map { row in
      let cells = zip(row, columns).map { cell($0, "td", $1, label: isStackedWhenNarrow) }
      return "<tr>\(cells.joined())</tr>\n"
    }.joined()
    return "<div class=\"scroll\"><table\(isStackedWhenNarrow ? " class=\"stack\"" : "")>"
      + "<thead><tr>\(head)</tr></thead>\n<tbody>\n\(body)</tbody></table></div>\n"
  }

  private func cell(
    _ text: String, _ tag: String, _ column: (title: String, isNumber: Bool), label: Bool
  ) -> String {
    let isSentence = text.count >= Self.sentenceLength
    let kind = isSentence ? " class=\"w\"" : column.isNumber ? " class=\"n\"" : ""
    let title = label ? " data-t=\"\(MarkupText.escape(column.title))\"" : ""
    return "<\(tag)\(kind)\(title)>\(MarkupText.escape(text))</\(tag)>"
  }

  /// The table behind a picture, with a sentence below.
  ///
  /// - Parameter isOpen: Nil opens it where it is short.
  func html(titled title: String, note: String = "", isOpen: Bool? = nil) -> String {
    let below = note.isEmpty ? "" : "<p class=\"note\">\(MarkupText.escape(note))</p>\n"
    // Paper takes what fits a page; the rest stays on the screen.
    let kind = rows.count > 60 ? " class=\"long\"" : ""
    return
      "<details\(kind)\(isOpen ?? (rows.count <= 12) ? " open" : "")><summary>\(MarkupText.escape(title))"
      + " (\(NumberText.grouped(rows.count)) rows)</summary>\n\(html)\(below)</details>\n"
  }
}
