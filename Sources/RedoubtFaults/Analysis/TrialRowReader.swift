import RedoubtHost

/// Reads what an analysis needs from a campaign's `trials.csv`. Columns are found by name, in any order, and others are
/// skipped. `outcome` must be there; `operator`, `bit`, `region`, `target`, `unit`, `label` and `simulated` may be.
struct TrialRowReader {
  private enum Column {
    case layer, bit, region, target, unit, label, simulated, outcome, skipped
  }

  private static let names: [String: Column] = [
    "operator": .layer, "bit": .bit, "region": .region, "target": .target, "unit": .unit, "label": .label,
    "simulated": .simulated, "outcome": .outcome,
  ]
  private static let outcomes = Dictionary(
    uniqueKeysWithValues: Outcome.allCases.map { (Array($0.rawValue.utf8)[...], $0) })
  private static let comma = UInt8(ascii: ",")
  private static let newline = UInt8(ascii: "\n")

  private let path: String
  private let bytes: [UInt8]
  private let titles: [String]
  private let columns: [Column]
  private let start: Int

  /// - Throws: `FileError`; `CampaignError.damaged` without a column for the outcome.
  init(_ path: String) throws {
    self.path = path
    bytes = try InputFile.read(path)
    let end = bytes.firstIndex(of: Self.newline) ?? bytes.count
    titles = String(decoding: bytes[..<end], as: UTF8.self).split(separator: ",").map(String.init)
    columns = titles.map { Self.names[$0] ?? .skipped }
    start = min(bytes.count, end + 1)
    guard titles.contains("outcome") else {
      throw CampaignError.damaged(path: path, problem: "its first line names no column 'outcome'")
    }
  }

  /// Reads row after row; a last row without its end, as a killed process leaves it, is left out.
  ///
  /// - Throws: `CampaignError.damaged` with the line and the column of the first field that is wrong.
  func readRows(_ body: (TrialRow) -> Void) throws {
    var (line, place) = (1, start)
    while let end = bytes[place...].firstIndex(of: Self.newline) {
      line += 1
      body(try row(place, end, line))
      place = end + 1
    }
  }

  private func row(_ start: Int, _ end: Int, _ line: Int) throws -> TrialRow {
    var row = TrialRow(
      layer: nil, bit: nil, region: "", target: "", unit: nil, label: nil, outcome: .masked, simulated: true)
    var place = start
    for index in columns.indices {
      guard place <= end else { throw damaged(line, index, "is missing") }
      var last = place
      while last < end, bytes[last] != Self.comma { last += 1 }
      let field = place..<last
      switch columns[index] {
      case .layer: row.layer = try whole(field, line, index)
      case .bit: row.bit = try whole(field, line, index)
      case .unit: row.unit = try whole(field, line, index)
      case .label: row.label = try whole(field, line, index)
      case .simulated: row.simulated = try whole(field, line, index) != 0
      case .region: row.region = text(field)
      case .target: row.target = text(field)
      case .outcome:
        guard let outcome = Self.outcomes[bytes[field]] else {
          throw damaged(line, index, "'\(text(field))' is no outcome")
        }
        row.outcome = outcome
      case .skipped: break
      }
      place = last + 1
    }
    guard place == end + 1 else { throw damaged(line, columns.count - 1, "is followed by more fields") }
    return row
  }

  /// A number that is not negative; nil for an empty field.
  private func whole(_ field: Range<Int>, _ line: Int, _ column: Int) throws -> Int? {
    var value = 0
    for byte in bytes[field] {
      // 15 digits fit without a check for overflow.
      guard byte >= 48, byte <= 57, field.count <= 15 else {
        throw damaged(line, column, "'\(text(field))' is no whole number")
      }
      value = value * 10 + Int(byte - 48)
    }
    return field.isEmpty ? nil : value
  }

  private func text(_ field: Range<Int>) -> String { String(decoding: bytes[field], as: UTF8.self) }

  private func damaged(_ line: Int, _ column: Int, _ problem: String) -> CampaignError {
    .damaged(path: path, problem: "line \(line), column '\(titles[column])': \(problem)")
  }
}
