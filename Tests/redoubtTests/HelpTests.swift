import Foundation
import Testing

@testable import redoubt

/// Compares every help text with its golden file. `RECORD_SNAPSHOTS=1` writes the files anew, and then fails.
@Suite struct HelpTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Golden")

  private func compare(_ text: String, with name: String) throws {
    let file = Self.folder.appendingPathComponent("\(name).txt")
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
      try text.write(to: file, atomically: true, encoding: .utf8)
      Issue.record("recorded \(file.lastPathComponent)")
    }
    #expect(text == (try String(contentsOf: file, encoding: .utf8)), "see Golden/README.md")
  }

  @Test func overview() throws {
    let run = CapturedRun("--help")
    #expect(run.code == .done && run.diagnostics.isEmpty)
    try compare(run.output, with: "help")
    #expect(CapturedRun("help").output == run.output && CapturedRun("-h").output == run.output)
  }

  @Test(arguments: CommandList.names)
  func command(_ name: String) throws {
    let run = CapturedRun(name, "--help")
    #expect(run.code == .done && run.diagnostics.isEmpty)
    try compare(run.output, with: "help-\(name)")
    #expect(CapturedRun("help", name).output == run.output)
    #expect(CapturedRun(name, "--no-such-option", "-h").output == run.output, "help comes before everything")
    #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 110 })
  }

  @Test func everyCommandPrintsJSON() {
    for command in CommandList.all {
      #expect(command.syntax.options.contains { $0.name == "--json" }, "\(command.syntax.name)")
    }
  }
}
