import Foundation

/// Another program, run without standard input; what it prints goes to a file.
struct ChildProcess {
  let program: URL
  let arguments: [String]
  let folder: URL

  struct Result {
    let status: Int32
    let log: String
    /// False where `watch` asked to end it.
    let ended: Bool
  }

  /// Runs the program to its end.
  ///
  /// - Parameter watch: Called some fifty times a second; false ends the program. May throw, which ends it too.
  func run(watch: () throws -> Bool = { true }) throws -> Result {
    let log = folder.appendingPathComponent("log-\(UInt64.random(in: 0...UInt64.max)).txt")
    guard FileManager.default.createFile(atPath: log.path, contents: nil),
      let output = FileHandle(forWritingAtPath: log.path)
    else { throw FirmwareError.malformed("'\(folder.path)' is not writable.") }
    defer { try? FileManager.default.removeItem(at: log) }
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    try process.run()
    var isWanted = true
    do {
      while process.isRunning {
        isWanted = try watch()
        guard isWanted else { break }
        usleep(20_000)
      }
    } catch {
      Self.end(process)
      throw error
    }
    if !isWanted { Self.end(process) }
    process.waitUntilExit()
    try? output.close()
    let text = (try? Data(contentsOf: log)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    return Result(status: process.terminationStatus, log: text, ended: isWanted)
  }

  /// A program that is deaf to everything else is killed.
  private static func end(_ process: Process) {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }
}
