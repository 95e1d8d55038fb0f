/// Why a data set cannot be used.
public enum DatasetError: Error, Equatable {
  /// The text is not `FORMAT:PATH[,key=value…]`.
  case malformed(String)
  case unknownFormat(String)
  case unknownKey(String, format: DatasetSpecification.Format)
  case repeatedKey(String)
  case invalidValue(key: String, value: String, expected: String)
  /// The task compares with labels, and the specification names none.
  case labelsNeeded(DatasetSpecification.Format)
  /// The shipped digits have no split of this name.
  case unknownSplit(String)
  /// The file is not a whole number of records.
  case partialRecord(path: String, byteCount: Int, recordBytes: Int)
  /// `offset` leaves nothing.
  case noRecords(path: String, available: Int, offset: Int)
  case invalidLabel(path: String, record: Int, label: Int, classes: Int)
  case labelCount(path: String, labels: Int, records: Int)
  case invalidIDX(path: String, problem: String)
  case invalidTable(path: String, line: Int, problem: String)
  /// The records do not fit the network; the text says how.
  case mismatch(String)

  /// True where the specification is at fault, false where the data are.
  public var isUsage: Bool {
    switch self {
    case .malformed, .unknownFormat, .unknownKey, .repeatedKey, .invalidValue, .labelsNeeded, .unknownSplit:
      true
    case .partialRecord, .noRecords, .invalidLabel, .labelCount, .invalidIDX,
      .invalidTable,
      .mismatch:
      false
    }
  }
}

extension DatasetError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .malformed(let text):
      "'\(text)' is not a data set: write FORMAT:PATH[,key=value…], as in cifar10:test_batch.bin,limit=100."
    case .unknownFormat(let name):
      "'\(name)' is not a data set format. Use one of \(Self.list(DatasetSpecification.Format.allCases.map(\.rawValue)))."
    case .unknownKey(let key, let format):
      "'\(key)' is not a key of \(format.rawValue) data sets. Use one of \(Self.list(format.keys))."
    case .repeatedKey(let key): "The data set gives '\(key)' twice. Give it once."
    case .invalidValue(let key, let value, let expected):
      "The data set's key '\(key)' has the value '\(value)', and needs \(expected)."
    case .labelsNeeded(let format):
      "The data set has no labels to compare with. Add labels=FILE to \(format.rawValue):…"
    case .unknownSplit(let name):
      "'\(name)' is not a split of the shipped digits. Use digits (the test split) or digits:calibration."
    case .partialRecord(let path, let byteCount, let recordBytes):
      "'\(path)' has \(byteCount) bytes, which is not a whole number of records of \(recordBytes) bytes"
        + " (\(byteCount / recordBytes) and \(byteCount % recordBytes) bytes over)."
        + " Give a whole file of this format, for this network."
    case .noRecords(let path, let available, let offset):
      available == 0
        ? "'\(path)' has no records. Give a file with at least one."
        : "'\(path)' has \(available) records, and offset=\(offset) leaves none. Use an offset below \(available)."
    case .invalidLabel(let path, let record, let label, let classes):
      "'\(path)' gives record \(record) the label \(label), and there are \(classes) classes (0…\(classes - 1))."
        + " Give the data that belong to this network."
    case .labelCount(let path, let labels, let records):
      "'\(path)' has labels for \(labels) records, and there are \(records). Give the labels of this file."
    case .invalidIDX(let path, let problem):
      "'\(path)' is not an IDX file that this reader takes: \(problem). Give a file as MNIST comes, unpacked."
    case .invalidTable(let path, let line, let problem):
      "'\(path)', line \(line): \(problem). Labels need a header line with the columns index and label."
    case .mismatch(let text): text
    }
  }

  private static func list(_ names: [String]) -> String { names.joined(separator: ", ") }
}
