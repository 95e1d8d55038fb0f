import Foundation
import Testing

@testable import redoubt

/// Compares every help text with its golden file. `RECORD_SNAPSHOTS=1` writes the files anew, and then fails.
@Suite struct HelpTests {
  private func compare(_ text: String, with name: String) throws {
    try compare(text, with: Checkout.root.appendingPathComponent("Tests/redoubtTests/Golden/\(name).txt"))
  }

  private func compare(_ text: String, with file: URL) throws {
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

  /// `docs/commands.md`, recorded as the golden files are.
  @Test func thePageOfAllCommandsIsUpToDate() throws {
    let run = CapturedRun("help", "--markdown")
    #expect(run.code == .done && run.diagnostics.isEmpty)
    try compare(run.output, with: Checkout.root.appendingPathComponent("docs/commands.md"))
  }

  @Test(arguments: CommandList.names)
  func everyCommandHasExamplesThatItTakes(_ name: String) throws {
    let syntax = try #require(CommandList.all.first { $0.syntax.name == name }).syntax
    #expect(!syntax.examples.isEmpty)
    for example in syntax.examples {
      // What stands behind a redirection is the shell's.
      let words = example.command.split(separator: " ").prefix { $0 != ">" && $0 != "|" }.map(String.init)
      #expect(words.prefix(2) == ["redoubt", name])
      #expect(throws: Never.self) { try syntax.parse(Array(words.dropFirst(2))) }
    }
  }

  @Test func everyCommandPrintsJSON() {
    for command in CommandList.all {
      #expect(command.syntax.options.contains { $0.name == "--json" }, "\(command.syntax.name)")
    }
  }
}
