import Foundation

/// Writes files that appear whole or not at all.
public enum OutputFile {
  /// Replaces a file, or makes it.
  ///
  /// The bytes go to a temporary file in the same folder, which then takes the name. Devices and pipes are
  /// written directly; a symbolic link stays and what it points to is replaced.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let existing = try check(path)
    if let existing, existing & S_IFMT != S_IFREG {
      let file = unsafe open(path, O_WRONLY | O_CLOEXEC)
      guard file >= 0 else { throw failure(path, errno) }
      defer { close(file) }
      return try put(bytes, file, path)
    }
    let target = existing == nil ? path : URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let temporary = "\(target).\(UInt32.random(in: 0...UInt32.max)).partial"
    let file = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw failure(path, errno) }
    do throws(FileError) {
      defer { close(file) }
      if let existing { fchmod(file, existing & 0o777) }
      try put(bytes, file, path)
    } catch {
      unsafe unlink(temporary)
      throw error
    }
    guard unsafe rename(temporary, target) == 0 else {
      let code = errno
      unsafe unlink(temporary)
      throw failure(path, code)
    }
  }

  /// Throws where `write` could not: for callers that compute long before they write.
  ///
  /// - Returns: The mode of what exists there; nil when nothing does.
  @discardableResult
  public static func check(_ path: String) throws(FileError) -> mode_t? {
    var status = stat()
    if unsafe stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT != S_IFDIR else { throw failure(path, EISDIR) }
      guard unsafe access(path, W_OK) == 0 else { throw failure(path, errno) }
      return status.st_mode
    }
    guard errno == ENOENT, !path.isEmpty else { throw failure(path, errno) }
    let folder = (path as NSString).deletingLastPathComponent
    guard unsafe access(folder.isEmpty ? "." : folder, W_OK | X_OK) == 0 else { throw failure(path, errno) }
    return nil
  }

  private static func put(_ bytes: [UInt8], _ file: Int32, _ path: String) throws(FileError) {
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe Foundation.write(file, $0.baseAddress! + done, $0.count - done)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure(path, errno) }
      done += count
    }
  }

  private static func failure(_ path: String, _ code: Int32) -> FileError {
    .unwritable(path: path, reason: unsafe String(cString: strerror(code)))
  }
}
