/// "Did you mean": the nearest of the names that exist.
enum Suggestion {
  /// A sentence to add to a message, with a space in front.
  ///
  /// - Parameter alwaysList: Lists the names where none is near.
  static func text(_ wrong: String, among names: [String], alwaysList: Bool = false) -> String {
    if let near = nearest(wrong, among: names) { return " Did you mean '\(near)'?" }
    if alwaysList || names.count <= 8 { return " Use one of \(names.joined(separator: ", "))." }
    return ""
  }

  /// The name with the fewest edits, if these are at most a third of its letters, or that begins as typed.
  static func nearest(_ wrong: String, among names: [String]) -> String? {
    let ranked = names.map { (name: $0, edits: edits(wrong, $0)) }
    if let best = ranked.min(by: { $0.edits < $1.edits }), best.edits <= max(1, best.name.count / 3) {
      return best.name
    }
    let bare = wrong.drop { $0 == "-" }
    return bare.isEmpty ? nil : names.first { $0.hasPrefix(wrong) || $0 == "--" + bare }
  }

  /// Insertions, deletions, replacements and swaps of neighbours between two texts (optimal string alignment).
  private static func edits(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a), Array(b))
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, beforeLast[j - 1] + 1) }
        row.append(best)
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }
}
