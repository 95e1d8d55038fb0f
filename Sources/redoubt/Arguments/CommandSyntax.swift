/// What a command takes, as data: parsing, help and the messages about wrong usage all follow from it.
struct CommandSyntax: Sendable {
  /// A value that its place identifies.
  struct Positional: Sendable {
    let name: String
    let help: String
    /// Takes one value or more; only the last positional may.
    var isRepeated = false
    /// The only values taken; empty where any text is.
    var choices: [String] = []
    /// May be left out; the help says what is taken instead.
    var isOptional = false

    /// As the help's list shows it.
    var spelling: String { isRepeated ? name + "…" : name }

    /// As usage shows it.
    var usage: String { isOptional ? "[\(spelling)]" : spelling }
  }

  /// A value or flag that its name identifies.
  struct Option: Sendable {
    /// With both hyphens: "--output".
    let name: String
    /// Stands for the value in the help; nil for a flag. Choices are written "tflm|litert".
    var metavar: String?
    let help: String
    var isRequired = false
    /// The only values taken; empty where any text is.
    var choices: [String] = []
  }

  struct Example: Sendable {
    let command: String
    let meaning: String
  }

  let name: String
  /// One line for the list of commands.
  let summary: String
  /// Further sentences, a paragraph each; one that begins with a space is left as it is.
  var discussion: [String] = []
  var positionals: [Positional] = []
  var options: [Option] = []
  var examples: [Example] = []

  /// Every command prints JSON when asked to.
  static let json = Option(name: "--json", help: "Print one JSON object instead of text.")

  /// Every command explains itself; it is not among the options, since it stands before parsing.
  static let help = Option(name: "--help", help: "Show this help.")
}

/// A command of the tool.
protocol Command: SendableMetatype {
  static var syntax: CommandSyntax { get }

  /// Does the work: results to the console's output, everything else to its diagnostics.
  static func run(_ arguments: ParsedArguments, _ console: Console) throws
}

/// Arguments that are not what the syntax asks for.
struct UsageError: Error {
  /// What is wrong, then what to do.
  let message: String
  /// The command whose usage is shown; nil for the tool's.
  let command: CommandSyntax?

  init(_ message: String, command: CommandSyntax?) {
    self.message = message
    self.command = command
  }
}
