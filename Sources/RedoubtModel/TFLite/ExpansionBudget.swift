/// Counts what an import makes from a file, so that a small file whose parts are all the same bytes cannot ask for
/// much memory.
///
/// Each element, name or index stands on at least one byte of an honest file, so their number is at most the file's.
struct ExpansionBudget {
  private let limit: Int
  private var taken = 0

  init(fileBytes: Int) { limit = fileBytes }

  /// Counts `elements` more.
  mutating func take(_ elements: Int) throws(GraphError) {
    taken += elements
    guard taken <= limit else {
      throw GraphError(
        "The file's parts overlap: together they hold more than its \(limit) bytes. It is damaged or malicious."
      )
    }
  }
}
