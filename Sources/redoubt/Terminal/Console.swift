import Foundation
import RedoubtHost

/// Where a command's results and everything else go.
struct Console {
  /// Writes results; throws where they cannot be written.
  let write: (String) throws -> Void
  /// Writes other text as it is: messages, progress.
  let writeDiagnostics: (String) -> Void
  /// True when somebody watches the diagnostics.
  let diagnosticsAreWatched: Bool

  /// Writes a message line.
  func diagnose(_ line: String) { writeDiagnostics(line + "\n") }

  /// Standard output and standard error.
  static var standard: Console {
    Console(
      write: { try put($0, STDOUT_FILENO) }, writeDiagnostics: { try? put($0, STDERR_FILENO) },
      diagnosticsAreWatched: isatty(STDERR_FILENO) == 1)
  }

  private static func put(_ text: String, _ file: Int32) throws {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw FileError.unwritable(path: "standard output", reason: String(cString: strerror(errno)))
      }
      rest = rest.dropFirst(count)
    }
  }
}
