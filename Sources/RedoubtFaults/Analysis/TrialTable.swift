import RedoubtHost

/// Reads a campaign's `trials.csv`: a header, then a line for each trial. Columns are found by name, in any order, and others
/// are skipped. `outcome` must be there; `operator` (or `layer`), `bit`, `region`, `target`, `unit`, `label` (empty for none), `simulated`
/// (1 or 0) and `count` (trials that are alike) may be.
struct TrialTable {
  private let path: String
  private let bytes: [UInt8]
  private let columns: [String]
  private let start: Int

  init(_ path: String) throws {
    self.path = path
    bytes = try InputFile.read(path)
    let end = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    columns = Self.fields(bytes[..<end]).map { String(decoding: $0, as: UTF8.self) }
    start = min(bytes.count, end + 1)
    guard columns.contains("outcome") else {
      throw CampaignFolderError.missingColumn(path: path, column: "outcome")
    }
  }

  func readRows(_ body: (_ row: TrialRow, _ times: Int) -> Void) throws {
    var (line, place) = (1, start)
    while place < bytes.count {
      let end = bytes[place...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      line += 1
      if end > place {
        let (row, times) = try self.row(bytes[place..<end], line)
        body(row, times)
      }
      place = end + 1
    }
  }

  private func row(_ text: ArraySlice<UInt8>, _ line: Int) throws -> (TrialRow, Int) {
    var row = TrialRow(
      layer: nil, bit: 0, region: "", target: "", unit: nil, label: nil, outcome: .masked, simulated: true)
    var times = 1
    let fields = Self.fields(text)
    guard fields.count == columns.count else {
      throw CampaignFolderError.invalidField(
        path: path, line: line, column: columns[min(fields.count, columns.count - 1)],
        value: String(decoding: text, as: UTF8.self), expected: "\(columns.count) fields")
    }
    for (column, field) in zip(columns, fields) {
      func wrong(_ expected: String) -> CampaignFolderError {
        .invalidField(
          path: path, line: line, column: column, value: String(decoding: field, as: UTF8.self),
          expected: expected)
      }
      func whole() throws -> Int? {
        if field.isEmpty { return nil }
        guard let value = Int(String(decoding: field, as: UTF8.self)), value >= 0 else {
          throw wrong("a whole number")
        }
        return value
      }
      switch column {
      case "layer", "operator": row.layer = try whole()
      case "bit": row.bit = try whole() ?? 0
      case "unit": row.unit = try whole()
      case "label": row.label = try whole()
      case "region": row.region = String(decoding: field, as: UTF8.self)
      case "target": row.target = String(decoding: field, as: UTF8.self)
      case "count": times = try whole() ?? 1
      case "simulated": row.simulated = try whole() != 0
      case "outcome":
        guard let outcome = Outcome(rawValue: String(decoding: field, as: UTF8.self)) else {
          throw wrong("one of \(Outcome.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        row.outcome = outcome
      default: break
      }
    }
    return (row, times)
  }

  /// What commas separate, without the carriage return of other systems.
  private static func fields(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    return line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
  }
}
