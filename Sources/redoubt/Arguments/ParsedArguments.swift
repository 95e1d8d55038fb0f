/// The arguments of one call, checked against the command's syntax.
struct ParsedArguments: Sendable {
  fileprivate(set) var positionals: [String: String] = [:]
  /// All values of the positional that is repeated.
  fileprivate(set) var repeated: [String] = []
  fileprivate(set) var values: [String: String] = [:]
  fileprivate(set) var flags: Set<String> = []

  /// A positional that may not be left out; parsing has made sure that it is there.
  func positional(_ name: String) -> String { positionals[name] ?? "" }

  /// A positional that may be left out.
  func optional(_ name: String) -> String? { positionals[name] }

  /// An option's value, nil where it was not given.
  subscript(_ option: CommandSyntax.Option) -> String? { values[option.name] }

  func has(_ flag: CommandSyntax.Option) -> Bool { flags.contains(flag.name) }
}

extension CommandSyntax {
  /// Reads `--name value`, `--name=value`, flags and positionals in any order; behind `--` all are positionals.
  func parse(_ arguments: [String]) throws(UsageError) -> ParsedArguments {
    var parsed = ParsedArguments()
    var places = positionals[...]
    var rest = arguments[...]
    var onlyPositionals = false
    while let argument = rest.popFirst() {
      if argument == "--", !onlyPositionals {
        onlyPositionals = true
      } else if argument.hasPrefix("-"), argument.count > 1, !onlyPositionals {
        try parseOption(argument, &rest, &parsed)
      } else if let place = places.first, place.isRepeated {
        parsed.repeated.append(argument)
      } else if let place = places.popFirst() {
        guard place.choices.isEmpty || place.choices.contains(argument) else {
          throw wrong(
            "\(place.name) cannot be '\(argument)'."
              + Suggestion.text(argument, among: place.choices, alwaysList: true))
        }
        parsed.positionals[place.name] = argument
      } else {
        throw wrong(
          "'\(argument)' is one argument too many: '\(name)' takes"
            + " \(positionals.isEmpty ? "none" : positionals.map(\.usage).joined(separator: " ")) and options."
            + " Leave it out.")
      }
    }
    if let missing = places.first, !missing.isOptional, !missing.isRepeated || parsed.repeated.isEmpty {
      throw wrong("\(missing.name) is missing. Give \(missing.help.lowercasedFirst)")
    }
    for option in options where option.isRequired && parsed.values[option.name] == nil {
      throw wrong("\(option.name) is missing. Add \(option.name) \(option.metavar ?? "").")
    }
    return parsed
  }

  private func parseOption(
    _ argument: String, _ rest: inout ArraySlice<String>, _ parsed: inout ParsedArguments
  ) throws(UsageError) {
    let halves = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
      String.init)
    let name = halves[0]
    guard let option = options.first(where: { $0.name == name }) else {
      throw wrong(
        "'\(name)' is not an option of '\(self.name)'."
          + Suggestion.text(name, among: options.map(\.name) + [CommandSyntax.help.name]))
    }
    guard parsed.values[name] == nil, !parsed.flags.contains(name) else {
      throw wrong("\(name) is given twice. Give it once.")
    }
    guard let metavar = option.metavar else {
      guard halves.count == 1 else {
        throw wrong("\(name) takes no value, and '\(halves[1])' was given. Drop it.")
      }
      parsed.flags.insert(name)
      return
    }
    // What looks like an option is not taken for a value, so that a forgotten value is noticed.
    let next = halves.count == 2 ? halves[1] : rest.first.flatMap { $0.hasPrefix("--") ? nil : $0 }
    if halves.count == 1, next != nil { rest.removeFirst() }
    guard let value = next, !value.isEmpty else {
      throw wrong("\(name) needs a value. Write \(name) \(metavar).")
    }
    guard option.choices.isEmpty || option.choices.contains(value) else {
      throw wrong(
        "\(name) cannot be '\(value)'." + Suggestion.text(value, among: option.choices, alwaysList: true))
    }
    parsed.values[name] = value
  }

  private func wrong(_ message: String) -> UsageError { UsageError(message, command: self) }
}

extension String {
  /// The text with a small first letter, to stand inside a sentence.
  var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
