/// Completion for fish, a line per command and option.
enum FishCompletion {
  static func script(_ commands: [CommandSyntax]) -> String {
    var script = """
      # Completion of redoubt for fish. In ~/.config/fish/config.fish: redoubt completions fish | source
      complete -c redoubt -n __fish_use_subcommand -f -l help -d 'Show this help.'
      complete -c redoubt -n __fish_use_subcommand -f -l version -d 'Show the version.'
      complete -c redoubt -n __fish_use_subcommand -f -a help -d 'Show the help of a command.'
      complete -c redoubt -n '__fish_seen_subcommand_from help' -f -a '\(commands.map(\.name).joined(separator: " "))'

      """
    for command in commands {
      script +=
        "complete -c redoubt -n __fish_use_subcommand -f -a \(command.name) -d '\(quoted(command.summary))'\n"
      let condition = "-n '__fish_seen_subcommand_from \(command.name)'"
      let choices = command.positionals.flatMap(\.choices)
      if !choices.isEmpty {
        script += "complete -c redoubt \(condition) -f -a '\(choices.joined(separator: " "))'\n"
      }
      for option in command.options + [CommandSyntax.help] {
        let value =
          option.choices.isEmpty
          ? option.metavar == nil ? "" : " -r -F" : " -x -a '\(option.choices.joined(separator: " "))'"
        script +=
          "complete -c redoubt \(condition) -l \(option.name.dropFirst(2))\(value) -d '\(quoted(option.help))'\n"
      }
    }
    return script
  }

  private static func quoted(_ text: String) -> String {
    text.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
  }
}
