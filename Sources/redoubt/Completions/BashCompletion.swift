/// Completion for bash, as a function that looks at the word before the cursor.
enum BashCompletion {
  static func script(_ commands: [CommandSyntax]) -> String {
    """
    # Completion of redoubt for bash. In ~/.bashrc: source <(redoubt completions bash)
    _redoubt() {
      local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]} words=
      COMPREPLY=()
      if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W '\(names(commands)) help --help --version' -- "$word"))
        return
      fi
      case $command in
    \(commands.map(branch).joined())    help) words='\(names(commands))' ;;
      esac
      COMPREPLY=($(compgen -W "$words" -- "$word"))
    }
    # What is not a word from the list is a file.
    complete -o default -o bashdefault -F _redoubt redoubt

    """
  }

  private static func names(_ commands: [CommandSyntax]) -> String {
    commands.map(\.name).joined(separator: " ")
  }

  private static func branch(_ command: CommandSyntax) -> String {
    var cases = ""
    for option in command.options where !option.choices.isEmpty {
      cases += "        \(option.name)) words='\(option.choices.joined(separator: " "))' ;;\n"
    }
    // Behind an option with any value, names of options would be wrong; nothing leaves it to file names.
    let values = command.options.filter { $0.metavar != nil && $0.choices.isEmpty }.map(\.name)
    if !values.isEmpty { cases += "        \(values.joined(separator: "|"))) words= ;;\n" }
    let options = (command.options.map(\.name) + ["--help"]).joined(separator: " ")
    let places = command.positionals.flatMap(\.choices).joined(separator: " ")
    cases += "        *)\n"
    if !places.isEmpty { cases += "          words='\(places)'\n" }
    cases += "          case $word in -*) words='\(options)' ;; esac ;;\n"
    return "    \(command.name))\n      case $before in\n\(cases)      esac ;;\n"
  }
}
