/// A table that scrolls sideways where it is wider than the page.
struct HTMLTable {
  let columns: [(title: String, isNumber: Bool)]
  private(set) var rows: [[String]] = []

  init(_ columns: [(title: String, isNumber: Bool)]) { self.columns = columns }

  /// - Parameter cells: One per column, as plain text.
  mutating func append(_ cells: [String]) {
    precondition(cells.count == columns.count, "a row has a cell for each column")
    rows.append(cells)
  }

  var html: String {
    func row(_ cells: [String], _ tag: String) -> String {
      zip(cells, columns).map { cell, column in
        "<\(tag)\(column.isNumber ? " class=\"n\"" : "")>\(MarkupText.escape(cell))</\(tag)>"
      }.joined()
    }
    let head = row(columns.map(\.title), "th")
    let body = rows.map { "<tr>\(row($0, "td"))</tr>\n" }.joined()
    return
      "<div class=\"scroll\"><table><thead><tr>\(head)</tr></thead>\n<tbody>\n\(body)</tbody></table></div>\n"
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
