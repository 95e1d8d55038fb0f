/// A campaign folder that cannot be reported on.
public enum CampaignFolderError: Error, Equatable {
  case notJSON(path: String)
  case missingColumn(path: String, column: String)
  /// - line: From 1, the header's.
  case invalidField(path: String, line: Int, column: String, value: String, expected: String)
}

extension CampaignFolderError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notJSON(let path):
      "'\(path)' is no JSON object. Give a folder that 'redoubt inject' or 'redoubt merge' wrote."
    case .missingColumn(let path, let column):
      "'\(path)' has no column '\(column)' in its first line. Give a folder that 'redoubt inject' wrote."
    case .invalidField(let path, let line, let column, let value, let expected):
      "'\(path)', line \(line), column '\(column)': '\(value)' is not \(expected). Run the campaign again, or restore"
        + " the file."
    }
  }
}
