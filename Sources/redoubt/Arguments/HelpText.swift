/// Help and usage, written from the syntax of the commands.
enum HelpText {
  private static let width = 100

  /// What the tool can do.
  static var overview: String {
    let names =
      CommandList.all.map { ($0.syntax.name, $0.syntax.summary) } + [
        ("help", "Show the help of a command; with --markdown of all of them, as a page.")
      ]
    return """
      redoubt: does a trained network fit a microcontroller, what do bit flips do to it, and what protects it?

      Usage: redoubt COMMAND …

      Commands:
      \(list(names))
      Options:
      \(list([("--help", "Show this help."), ("--version", "Show the version.")]))
      See 'redoubt help COMMAND' for one command.

      """
  }

  /// The overview and all commands as a page in Markdown: `docs/commands.md`.
  static var page: String {
    func block(_ text: String) -> String {
      text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : "    " + $0 }
        .joined(separator: "\n")
    }
    let commands = CommandList.all.map { command in
      "\n## \(command.syntax.name)\n\n\(block(self.command(command.syntax)))"
    }
    return """
      # Commands

      This page is what `redoubt help --markdown` prints.

      \(block(overview))\(commands.joined())
      """
  }

  /// All about one command.
  static func command(_ syntax: CommandSyntax) -> String {
    var text = "redoubt \(syntax.name): \(syntax.summary)\n"
    if !syntax.discussion.isEmpty {
      let paragraphs = syntax.discussion.map { $0.hasPrefix(" ") ? $0 : wrap($0, indentation: 0) }
      text += "\n" + paragraphs.map { $0 + "\n" }.joined()
    }
    text += "\n" + usage(syntax) + "\n"
    if !syntax.positionals.isEmpty {
      text += "\nArguments:\n" + list(syntax.positionals.map { ($0.spelling, $0.help) })
    }
    let options = (syntax.options + [CommandSyntax.help]).map { (spelling($0), $0.help) }
    text += "\nOptions:\n" + list(options)
    if !syntax.examples.isEmpty {
      text += "\nExamples:\n"
      text += syntax.examples.map { "  \($0.command)\n      \($0.meaning)\n" }.joined()
    }
    return text
  }

  /// The line that shows how a command is called; the tool's where the command is nil.
  static func usage(_ syntax: CommandSyntax?) -> String {
    guard let syntax else { return "Usage: redoubt COMMAND …" }
    let options = syntax.options.map { $0.isRequired ? spelling($0) : "[\(spelling($0))]" }
    let start = "Usage: redoubt \(syntax.name)"
    var lines = [start]
    for word in syntax.positionals.map(\.usage) + options {
      if lines[lines.count - 1].count + 1 + word.count > width {
        lines.append(String(repeating: " ", count: start.count))
      }
      lines[lines.count - 1] += " " + word
    }
    return lines.joined(separator: "\n")
  }

  private static func spelling(_ option: CommandSyntax.Option) -> String {
    option.name + (option.metavar.map { " " + $0 } ?? "")
  }

  private static func list(_ entries: [(name: String, help: String)]) -> String {
    let column = min(30, (entries.map(\.name.count).max() ?? 0) + 4)
    return entries.map { entry in
      let name = "  " + entry.name
      let help = wrap(entry.help, indentation: column)
      // A long name gets a line of its own.
      let gap = name.count + 2 <= column ? String(repeating: " ", count: column - name.count) : nil
      return name + (gap ?? "\n" + String(repeating: " ", count: column)) + help + "\n"
    }.joined()
  }

  /// Breaks at spaces; lines after the first are indented.
  private static func wrap(_ text: String, indentation: Int) -> String {
    var lines = [""]
    for word in text.split(separator: " ") {
      let line = lines[lines.count - 1]
      if !line.isEmpty, indentation + line.count + 1 + word.count > width {
        lines.append(String(word))
      } else {
        lines[lines.count - 1] += (line.isEmpty ? "" : " ") + word
      }
    }
    return lines.joined(separator: "\n" + String(repeating: " ", count: indentation))
  }
}
