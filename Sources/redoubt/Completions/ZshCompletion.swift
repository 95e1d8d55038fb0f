/// Completion for zsh, by its own description of arguments.
enum ZshCompletion {
  static func script(_ commands: [CommandSyntax]) -> String {
    let names = commands.map { "    '\(quoted($0.name)):\(quoted($0.summary))'\n" }.joined()
    return """
      #compdef redoubt
      # Completion of redoubt for zsh. In ~/.zshrc, after compinit: source <(redoubt completions zsh)
      _redoubt() {
        local -a commands
        commands=(
      \(names)    'help:Show the help of a command.'
        )
        if (( CURRENT == 2 )); then
          _describe command commands
          _values option --help --version
          return
        fi
        case $words[2] in
      \(commands.map(branch).joined())    help) _describe command commands ;;
        esac
      }
      compdef _redoubt redoubt

      """
  }

  private static func branch(_ command: CommandSyntax) -> String {
    // The first word is redoubt, the second the command: both are out of the way of positionals.
    var specifications = ["'1:command:'"]
    for (index, place) in command.positionals.enumerated() {
      let number = place.isRepeated ? "*" : "\(index + 2)"
      specifications.append("'\(number):\(quoted(place.name)):\(action(place.choices))'")
    }
    for option in command.options + [CommandSyntax.help] {
      let value = option.metavar.map { ":\(quoted($0)):\(action(option.choices))" } ?? ""
      specifications.append("'\(option.name)[\(quoted(option.help))]\(value)'")
    }
    return "    \(command.name))\n      _arguments \\\n        "
      + specifications.joined(separator: " \\\n        ")
      + " ;;\n"
  }

  private static func action(_ choices: [String]) -> String {
    choices.isEmpty ? "_files" : "(\(choices.joined(separator: " ")))"
  }

  /// Text inside single quotes, where colons and brackets would end a part of a description.
  private static func quoted(_ text: String) -> String {
    var quoted = ""
    for character in text {
      switch character {
      case "'": quoted += "'\\''"
      case ":", "[", "]", "\\": quoted += "\\\(character)"
      default: quoted.append(character)
      }
    }
    return quoted
  }
}
