/// The commands of the tool.
enum CommandList {
  /// In the order of the help.
  static let all: [any Command.Type] = [
    Inspect.self, Run.self, Evaluate.self, Bench.self, Rank.self, Harden.self,
  ]

  static var names: [String] { all.map { $0.syntax.name } }
}
