import Foundation

/// Reads whole files.
public enum InputFile {
  /// The bytes of a file.
  ///
  /// - Throws: `.missing` where nothing has this name, else `.unreadable`.
  public static func read(_ path: String) throws(FileError) -> [UInt8] {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw failure(path, errno) }
    defer { close(file) }
    var status = stat()
    guard unsafe fstat(file, &status) == 0 else { throw failure(path, errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw failure(path, EISDIR) }
    // The size is a hint only: pipes and devices have none.
    var bytes: [UInt8] = []
    bytes.reserveCapacity(max(0, Int(status.st_size)) + 1)
    var part = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = unsafe part.withUnsafeMutableBytes {
        unsafe Foundation.read(file, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(path, errno) }
      if count == 0 { return bytes }
      bytes += part[..<count]
    }
  }

  private static func failure(_ path: String, _ code: Int32) -> FileError {
    code == ENOENT || code == ENOTDIR
      ? .missing(path: path) : .unreadable(path: path, reason: unsafe String(cString: strerror(code)))
  }
}
