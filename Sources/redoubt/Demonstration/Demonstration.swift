import RedoubtHost
import RedoubtReport

/// Commands of the tool, called one after the other as a user would, with what each of them found.
struct Demonstration {
  private let console: Console
  /// Called with each step's number from 1, its heading, its command and what came out, as soon as it is known.
  private let tell: (_ place: Int, _ heading: String, _ command: String, _ facts: [String]) throws -> Void
  /// As a shell takes them.
  private(set) var commands: [String] = []
  private var objects: [JSONValue.Member] = []

  init(
    _ console: Console,
    tell: @escaping (_ place: Int, _ heading: String, _ command: String, _ facts: [String]) throws -> Void
  ) {
    self.console = console
    self.tell = tell
  }

  /// Calls a command and tells what it found.
  ///
  /// - Parameters:
  ///   - words: What stands behind the command's name.
  ///   - file: Where the object goes, as `--json > FILE` would put it; nil for nowhere.
  ///   - facts: Lines for a reader, from the object that the command prints with `--json`.
  @discardableResult
  mutating func step(
    _ heading: String, _ command: any ResultCommand.Type, _ words: [String], to file: String? = nil,
    facts: (JSONValue) -> [String]
  ) throws -> JSONValue {
    let name = command.syntax.name
    let result = try command.result(try command.syntax.parse(words), console)
    if let failure = result.failure { throw failure }
    var line = (["redoubt", name] + words.map(Self.quoted)).joined(separator: " ")
    if let file {
      try OutputFile.write(Array((result.json.text + "\n").utf8), to: file)
      line += " --json > \(Self.quoted(file))"
    }
    commands.append(line)
    objects.append(.init(name, result.json))
    try tell(commands.count, heading, line, facts(result.json))
    return result.json
  }

  /// The steps' objects by the command's name, a list in the order of the steps where a command was called more than
  /// once; and the commands as lines.
  var json: JSONValue {
    var members: [JSONValue.Member] = []
    for object in objects where !members.contains(where: { $0.key == object.key }) {
      let all = objects.filter { $0.key == object.key }.map(\.value)
      members.append(.init(object.key, all.count == 1 ? all[0] : .array(all)))
    }
    members.append(.init("commands", .array(commands.map { .string($0) })))
    return .object(members)
  }

  private static func quoted(_ word: String) -> String {
    let isPlain = word.allSatisfy { $0.isLetter || $0.isNumber || "-_./,=:%+".contains($0) }
    return isPlain ? word : "'\(word)'"
  }
}
