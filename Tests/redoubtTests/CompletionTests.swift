import Foundation
import TemporaryFiles
import Testing

@testable import redoubt

@Suite struct CompletionTests {
  private static let shells = ["bash", "zsh", "fish"]
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func script(_ shell: String) throws -> String {
    let run = CapturedRun("completions", shell)
    #expect(run.code == .done && run.diagnostics.isEmpty)
    return try folder.file("completions.\(shell)", run.output)
  }

  /// What a program prints; nil where it is not installed.
  private func output(_ arguments: [String]) throws -> (status: Int32, text: String)? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return process.terminationStatus == 127 ? nil : (process.terminationStatus, text)
  }

  private static func isInstalled(_ shell: String) -> Bool {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(shell)") }
  }

  @Test(arguments: shells)
  func everyCommandAndOptionIsInTheScript(_ shell: String) {
    let text = CapturedRun("completions", shell).output
    for command in CommandList.all.map({ $0.syntax }) {
      #expect(text.contains(command.name))
      for option in command.options {
        #expect(text.contains(option.name.dropFirst(2)), "\(command.name) \(option.name)")
        for choice in option.choices { #expect(text.contains(choice), "\(option.name) \(choice)") }
      }
    }
  }

  @Test(arguments: shells.filter(isInstalled))
  func theShellAcceptsItsScript(_ shell: String) throws {
    let result = try #require(try output([shell, "-n", try script(shell)]))
    #expect(result.status == 0 && result.text.isEmpty, "\(result.text)")
  }

  @Test(
    .enabled(if: isInstalled("bash"), "needs bash"),
    arguments: [
      ("redoubt insp", "inspect"), ("redoubt inject m --tar", "--targets"),
      ("redoubt inject m --fault b", "byzantine"), ("redoubt help fi", "firmware"),
      ("redoubt completions f", "fish"), ("redoubt inject m --output in", ""),
    ])
  func bashCompletes(_ line: String, _ expected: String) throws {
    let words = line.split(separator: " ").map { "'\($0)'" }.joined(separator: " ")
    let ask =
      "source '\(try script("bash"))'; COMP_WORDS=(\(words)); COMP_CWORD=$((${#COMP_WORDS[@]}-1)); _redoubt;"
      + " printf '%s' \"${COMPREPLY[*]}\""
    #expect(try #require(try output(["bash", "-c", ask])).text == expected)
  }

  @Test(.enabled(if: isInstalled("fish"), "needs fish"))
  func fishCompletesValues() throws {
    let ask = "source '\(try script("fish"))'; complete -C 'redoubt inject m --fault by'"
    #expect(try #require(try output(["fish", "-c", ask])).text.hasPrefix("byzantine"))
  }

  @Test func anUnknownShellIs64() {
    let run = CapturedRun("completions", "bsh")
    #expect(run.code == .wrongUsage && run.diagnostics.contains("Did you mean 'bash'?"))
  }
}
