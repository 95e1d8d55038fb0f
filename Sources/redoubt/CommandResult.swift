import RedoubtReport

/// What a command has found, before it is printed.
struct CommandResult {
  /// What `--json` prints.
  let json: JSONValue
  /// What is printed without it.
  let text: String
  /// Why the command ends with an error although it has a result.
  var failure: (any Error)?
}

/// A command whose work other commands can use.
protocol ResultCommand: Command {
  /// Does the work, writes its files, and prints nothing but diagnostics.
  static func result(_ arguments: ParsedArguments, _ console: Console) throws -> CommandResult
}

extension ResultCommand {
  static func run(_ arguments: ParsedArguments, _ console: Console) throws {
    let result = try result(arguments, console)
    try console.write(arguments.has(CommandSyntax.json) ? result.json.text + "\n" : result.text)
    if let failure = result.failure { throw failure }
  }
}
