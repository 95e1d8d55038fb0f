import Foundation

/// A file that cannot be read or written, with the operating system's reason.
public enum FileError: Error, Equatable {
  case missing(path: String)
  case unreadable(path: String, reason: String)
  case unwritable(path: String, reason: String)
}

extension FileError {
  /// A path that Foundation could not write: its codes in words, since its own say little more than that it failed.
  public static func unwritable(path: String, because error: any Error) -> FileError {
    let reason =
      switch (error as? CocoaError)?.code {
      case .fileNoSuchFile?, .fileReadNoSuchFile?: "there is no such folder"
      case .fileWriteNoPermission?, .fileReadNoPermission?: "you may not write there"
      case .fileWriteFileExists?: "a file is in the way"
      case .fileWriteOutOfSpace?: "no space is left"
      case .fileWriteVolumeReadOnly?: "the file system is read-only"
      default: "the system refused it"
      }
    return .unwritable(path: path, reason: reason)
  }
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
