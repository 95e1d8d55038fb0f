import RedoubtReport

/// `redoubt completions`: what a shell needs to complete words behind `redoubt`.
enum Completions: ResultCommand {
  private static let shells = ["bash", "zsh", "fish"]

  static let syntax = CommandSyntax(
    name: "completions",
    summary: "Print a script that completes commands, options and values in a shell.",
    discussion: [
      "Lines to put into the shell's start file:",
      "  bash   ~/.bashrc                    source <(redoubt completions bash)",
      "  zsh    ~/.zshrc, after compinit     source <(redoubt completions zsh)",
      "  fish   ~/.config/fish/config.fish   redoubt completions fish | source",
    ],
    positionals: [.init(name: "SHELL", help: "bash, zsh or fish.", choices: shells)],
    options: [CommandSyntax.json],
    examples: [
      .init(
        command: "redoubt completions bash > redoubt.bash",
        meaning: "Then: source redoubt.bash, and press the tabulator behind 'redoubt '.")
    ])

  static func result(_ arguments: ParsedArguments, _ console: Console) throws -> CommandResult {
    let shell = arguments.positional("SHELL")
    let commands = CommandList.all.map { $0.syntax }
    let script =
      switch shell {
      case "zsh": ZshCompletion.script(commands)
      case "fish": FishCompletion.script(commands)
      default: BashCompletion.script(commands)
      }
    return CommandResult(json: ["shell": .string(shell), "script": .string(script)], text: script)
  }
}
