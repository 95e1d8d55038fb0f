/// How a command ends; the numbers from 64 on are those of BSD's sysexits.
enum ExitCode: Int32, Sendable {
  case done = 0
  /// The run found what it was asked to fail on.
  case failed = 1
  case wrongUsage = 64
  /// Unreadable or unsupported model or data.
  case unreadableData = 65
  case noSuchFile = 66
  /// A needed program is missing.
  case missingProgram = 69
  case internalError = 70
  case cannotWrite = 74
  case interrupted = 130
}
