import Foundation
import ModelFixtures
import TemporaryFiles
import Testing

@testable import redoubt

/// The built executable as a process of its own.
@Suite struct ExecutableTests {
  /// Beside the test bundle, where the package manager builds it.
  private static let executable: URL? = {
    let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    let file = folder.appendingPathComponent("redoubt")
    return FileManager.default.isExecutableFile(atPath: file.path) ? file : nil
  }()

  private let folder: TemporaryFolder
  private let model: String

  init() throws {
    folder = try TemporaryFolder()
    let fixture = ModelFixture(
      tensors: [.activation([1, 2]), .weights([1, 2], [1, 1]), .activation([1, 1])],
      operators: [.fullyConnected(inputs: [0, 1, -1], output: 2)])
    model = try folder.file("model.tflite", fixture.file)
  }

  private func start(_ arguments: [String], _ output: Pipe, _ diagnostics: Pipe) throws -> Process {
    let process = Process()
    let executable: URL = try #require(Self.executable)
    process.executableURL = executable
    process.arguments = arguments
    process.standardOutput = output
    process.standardError = diagnostics
    try process.run()
    return process
  }

  @Test(.enabled(if: executable != nil, "needs the executable beside the test bundle"))
  func resultsAndMessagesGoToTheirStreams() throws {
    for (arguments, code, writesOutput) in [
      (["inspect", model], ExitCode.done, true), (["inspect", folder.path("no")], .noSuchFile, false),
      (["inspect"], .wrongUsage, false),
    ] {
      let (output, diagnostics) = (Pipe(), Pipe())
      let process = try start(arguments, output, diagnostics)
      let results = output.fileHandleForReading.readDataToEndOfFile()
      let messages = diagnostics.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      #expect(process.terminationStatus == code.rawValue)
      #expect(results.isEmpty != writesOutput && messages.isEmpty == writesOutput)
    }
  }

  @Test(.enabled(if: executable != nil, "needs the executable beside the test bundle"))
  func anInterruptEndsTheWorkWith130() throws {
    let (output, diagnostics) = (Pipe(), Pipe())
    let process = try start(["bench", model, "--seconds", "30"], output, diagnostics)
    // Long enough for the handler to be there, also on a busy machine.
    Thread.sleep(forTimeInterval: 1)
    process.interrupt()
    let messages = diagnostics.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == ExitCode.interrupted.rawValue)
    #expect(String(decoding: messages, as: UTF8.self).contains("Interrupted"))
    #expect(output.fileHandleForReading.readDataToEndOfFile().isEmpty)
  }
}
