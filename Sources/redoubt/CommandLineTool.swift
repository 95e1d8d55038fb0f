import RedoubtBoards
import RedoubtCodegen
import RedoubtCore
import RedoubtFaults
import RedoubtFirmware
import RedoubtFootprint
import RedoubtHardening
import RedoubtHost
import RedoubtModel

/// The whole tool: finds the command, runs it, and turns every error into a message and an exit code.
enum CommandLineTool {
  /// - Parameter arguments: Without the program's name.
  static func run(_ arguments: [String], console: Console) -> ExitCode {
    do {
      try dispatch(arguments, console)
      return .done
    } catch let error as UsageError {
      console.diagnose("Error: \(error.message)")
      console.diagnose(HelpText.usage(error.command))
      console.diagnose("See '\(error.command.map { "redoubt help \($0.name)" } ?? "redoubt --help")'.")
      return .wrongUsage
    } catch is Interrupted {
      // A campaign's directory can be resumed; other commands have written nothing.
      console.diagnose("Interrupted.")
      return .interrupted
    } catch let error as BoardError {
      var suggestion = ""
      if case .unknown(let name, let known) = error, let near = Suggestion.nearest(name, among: known) {
        suggestion = " Did you mean '\(near)'?"
      }
      console.diagnose("Error: \(error)\(suggestion)")
      return exitCode(error)
    } catch {
      console.diagnose("Error: \(error)")
      return exitCode(error)
    }
  }

  private static func exitCode(_ error: any Error) -> ExitCode {
    switch error {
    case let error as DatasetError: error.isUsage ? .wrongUsage : .unreadableData
    case FileError.missing: .noSuchFile
    case FileError.unreadable: .unreadableData
    case FileError.unwritable: .cannotWrite
    case is ModelFileError, is NetworkFileError, is CodegenError, is GraphError, is RankingError,
      is HardeningWriteError, is HardeningError, is UnknownReportPart:
      .unreadableData
    case let error as StudyError:
      if case .disagreement = error { .internalError } else { error.isUsage ? .wrongUsage : .unreadableData }
    case let error as CampaignError: error.isUsage ? .wrongUsage : .unreadableData
    case is FootprintError: .unreadableData
    case is FaultSpaceError, is HardeningBudgetError, is HardeningPlanError: .wrongUsage
    case BoardError.unknown: .wrongUsage
    case is BoardError: .unreadableData
    case FirmwareError.missingProgram, FirmwareError.missingSources: .missingProgram
    case FirmwareError.doesNotFit: .unreadableData
    case FirmwareError.stopped, FirmwareError.differsFromHost: .failed
    // A model that was accepted must run: whatever else arrives here is our mistake.
    default: .internalError
    }
  }

  private static func dispatch(_ arguments: [String], _ console: Console) throws {
    guard let first = arguments.first else {
      throw UsageError(
        "No command is given. Choose one of \(CommandList.names.joined(separator: ", ")).", command: nil)
    }
    switch first {
    case "--help", "-h": try console.write(HelpText.overview)
    case "--version": try console.write("redoubt \(toolVersion)\n")
    case "help":
      guard arguments.count < 3 else {
        throw UsageError(
          "'help' takes one command, and \(arguments.count - 1) were given. Name one.", command: nil)
      }
      guard arguments.count == 2 else { return try console.write(HelpText.overview) }
      if arguments[1] == "--markdown" { return try console.write(HelpText.page) }
      try console.write(HelpText.command(try command(arguments[1]).syntax))
    default:
      let command = try command(first)
      let rest = Array(arguments.dropFirst())
      if asksForHelp(rest) { return try console.write(HelpText.command(command.syntax)) }
      try command.run(try command.syntax.parse(rest), console)
    }
  }

  private static func asksForHelp(_ arguments: [String]) -> Bool {
    arguments.prefix { $0 != "--" }.contains { $0 == "--help" || $0 == "-h" }
  }

  private static func command(_ name: String) throws -> any Command.Type {
    for command in CommandList.all where command.syntax.name == name { return command }
    let isOption = name.hasPrefix("-")
    let kind = isOption ? "an option of redoubt" : "a command"
    let options = isOption ? ["--help", "--version"] : CommandList.names + ["help"]
    throw UsageError(
      "'\(name)' is not \(kind)." + Suggestion.text(name, among: options), command: nil)
  }
}
