/// The commands of the tool.
enum CommandList {
  /// In the order of the help.
  static let all: [any Command.Type] = [
    Demo.self, Inspect.self, Quantize.self, Run.self, Evaluate.self, FootprintCommand.self, Inject.self,
    Compare.self, Merge.self, Rank.self, Harden.self, StudyCommand.self, Codegen.self, Firmware.self,
    Report.self, Bench.self, Completions.self,
  ]

  static var names: [String] { all.map { $0.syntax.name } }
}
