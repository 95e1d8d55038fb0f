import Foundation
import Synchronization
import Testing

@testable import redoubt

/// What a run of the tool printed, and how it ended.
struct CapturedRun {
  let code: ExitCode
  let output: String
  let diagnostics: String

  /// Runs the tool inside the test's process.
  ///
  /// - Parameter isWatched: Whether diagnostics go to somebody, as on a terminal.
  init(_ arguments: String..., isWatched: Bool = false) { self.init(arguments, isWatched: isWatched) }

  init(_ arguments: [String], isWatched: Bool = false) {
    let output = Mutex("")
    let diagnostics = Mutex("")
    let console = Console(
      write: { text in output.withLock { $0 += text } },
      writeDiagnostics: { text in diagnostics.withLock { $0 += text } }, diagnosticsAreWatched: isWatched)
    code = CommandLineTool.run(arguments, console: console)
    self.output = output.withLock { $0 }
    self.diagnostics = diagnostics.withLock { $0 }
  }

  /// The JSON object that a run with `--json` printed.
  func object(_ location: SourceLocation = #_sourceLocation) throws -> [String: Any] {
    #expect(code == .done, "\(diagnostics)", sourceLocation: location)
    return try #require(
      try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any], sourceLocation: location)
  }
}
