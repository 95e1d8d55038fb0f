/// A file that cannot be read or written, with the operating system's reason.
public enum FileError: Error, Equatable {
  case missing(path: String)
  case unreadable(path: String, reason: String)
  case unwritable(path: String, reason: String)
}

extension FileError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missing(let path):
      "There is no file '\(path)'. Check the path; relative ones start in the current folder."
    case .unreadable(let path, let reason):
      "'\(path)' cannot be read: \(reason). Give a file that you may read."
    case .unwritable(let path, let reason):
      "'\(path)' cannot be written: \(reason). Choose another path, or make it writable."
    }
  }
}
