import RedoubtHost

/// Labels as comma-separated values: a header line, then one line per record, in any order. The columns `index` and
/// `label` count, both from 0; others are skipped. Fields are not quoted.
enum LabelTable {
  /// The label of each record, in the order of the indices, which have no gap.
  static func read(_ path: String) throws -> [Int] {
    let text = String(decoding: try InputFile.read(path), as: UTF8.self)
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let header = fields(lines.first ?? "")
    guard let indexColumn = header.firstIndex(of: "index"), let labelColumn = header.firstIndex(of: "label")
    else { throw DatasetError.invalidTable(path: path, line: 1, problem: "the header lacks index or label") }
    var labels: [Int: Int] = [:]
    for (place, line) in lines.enumerated().dropFirst() where !line.allSatisfy(\.isWhitespace) {
      func refuse(_ problem: String) -> DatasetError {
        .invalidTable(path: path, line: place + 1, problem: problem)
      }
      let row = fields(line)
      guard row.count > max(indexColumn, labelColumn), let index = Int(row[indexColumn]), index >= 0,
        let label = Int(row[labelColumn]), label >= 0
      else { throw refuse("index and label are not whole numbers of 0 or more") }
      guard labels.updateValue(label, forKey: index) == nil else {
        throw refuse("index \(index) occurs twice")
      }
    }
    var inOrder: [Int] = []
    for index in 0..<labels.count {
      guard let label = labels[index] else {
        throw DatasetError.invalidTable(
          path: path, line: lines.count,
          problem:
            "\(labels.count) rows do not hold every index from 0 to \(labels.count - 1), \(index) is missing")
      }
      inOrder.append(label)
    }
    return inOrder
  }

  private static func fields(_ line: Substring) -> [String] {
    line.split(separator: ",", omittingEmptySubsequences: false).map { field in
      var text = field.drop(while: \.isWhitespace)
      while text.last?.isWhitespace == true { text.removeLast() }
      return String(text)
    }
  }
}
