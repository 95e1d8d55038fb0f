import RedoubtBoards
import RedoubtFaults
import RedoubtHost
import RedoubtReport

/// `redoubt report`: campaigns, networks and rankings as one HTML file.
enum Report: ResultCommand {
  private static let output = CommandSyntax.Option(
    name: "--output", metavar: "REPORT.html", help: "Where to write the report.", isRequired: true)
  private static let board = CommandSyntax.Option(
    name: "--board", metavar: "NAME",
    help: "Add failures in 10⁹ hours of each campaign, by this board's raw rates and error codes.")
  private static let altitude = CommandSyntax.Option(
    name: "--altitude", metavar: "METRES", help: "With --board: height above the sea, up to 3000 (default 0)."
  )
  private static let aircraft = CommandSyntax.Option(
    name: "--aircraft", help: "With --board: cruise at 12 km and 45° latitude.")
  private static let fluxFactor = CommandSyntax.Option(
    name: "--flux-factor", metavar: "F",
    help: "With --board: upset rate over that at sea level in New York, for an orbit or anything else.")
  private static let exposureHours = CommandSyntax.Option(
    name: "--exposure-hours", metavar: "H",
    help: "With --board: hours between two loads or scrubs of what persists (default 8760).")
  private static let dutyCycle = CommandSyntax.Option(
    name: "--duty-cycle", metavar: "D",
    help: "With --board: share of the time in which an inference runs (default 1).")

  static let syntax = CommandSyntax(
    name: "report",
    summary: "Show networks, fault campaigns and studies as one HTML file with pictures.",
    discussion: [
      "The file needs nothing else: no script, no font, no network. It holds what the parts give: memory map and arena"
        + " plan of a network, criticality per unit of a ranking, and of a campaign the SDC rate by layer and bit, the"
        + " outcomes by region, how the estimate settled, and what determined it; a table behind every picture.",
      "The two networks and what 'redoubt compare' found of them make a headline; so that it says what protection costs,"
        + " add what 'redoubt firmware --json' printed of both, each in a file.",
      "With --board the report adds failures in 10⁹ hours: SDC and DUE per part of the model after the memory's own"
        + " error code, with every assumption behind them. See docs/faults.md.",
    ],
    positionals: [
      .init(
        name: "PART",
        help:
          "A folder of a campaign or study, a .tflite file, a ranking, a comparison, a measurement of firmware, or a"
          + " folder that holds such.",
        isRepeated: true)
    ],
    options: [
      output, board, altitude, aircraft, fluxFactor, exposureHours, dutyCycle, CommandSyntax.json,
    ],
    examples: [
      .init(
        command: "redoubt report plain hardened --output report.html",
        meaning: "Two campaigns on one page."),
      .init(
        command:
          "redoubt report net.tflite hard.tflite paired.json taylor.json plain hardened --output report.html",
        meaning: "With the networks, the ranking, and the headline."),
    ])

  static func result(_ arguments: ParsedArguments, _ console: Console) throws -> CommandResult {
    let path = arguments[output] ?? ""
    try OutputFile.check(path)
    let progress = ProgressLine("parts", console: console)
    defer { progress.finish() }
    let mission = try mission(arguments)
    let report = try ReportParts(arguments.repeated).report(mission: mission) {
      try progress.update($0, of: $1)
    }
    try OutputFile.write(Array(EvidenceHTML.html(report).utf8), to: path)
    progress.finish()
    return CommandResult(json: JSONValue(report, path: path), text: ReportText.text(report, path: path))
  }

  /// Board and conditions of failure rates; nil without a board.
  private static func mission(
    _ arguments: ParsedArguments
  ) throws -> (board: BoardProfile, conditions: MissionConditions)? {
    var conditions = MissionConditions()
    let places = [arguments[altitude] != nil, arguments.has(aircraft), arguments[fluxFactor] != nil]
    guard places.filter({ $0 }).count <= 1 else {
      throw UsageError(
        "--altitude, --aircraft and --flux-factor exclude each other. Give one.", command: syntax)
    }
    if let metres = try number(arguments, altitude, 0...3000) {
      conditions.environment = .altitude(metres: metres)
    }
    if arguments.has(aircraft) { conditions.environment = .aircraft }
    if let factor = try number(arguments, fluxFactor, 0...1e9) {
      conditions.environment = .factor(factor, source: "given")
    }
    conditions.exposureHours = try number(arguments, exposureHours, 0...1e9) ?? conditions.exposureHours
    conditions.dutyCycle = try number(arguments, dutyCycle, 0...1) ?? conditions.dutyCycle
    guard let name = arguments[board] else {
      guard places == [false, false, false], arguments[exposureHours] == nil, arguments[dutyCycle] == nil
      else {
        throw UsageError(
          "Failure rates need the memories of a board. Add --board NAME, or leave out the other options of a mission.",
          command: syntax)
      }
      return nil
    }
    return (try BoardCatalog.board(name), conditions)
  }

  private static func number(
    _ arguments: ParsedArguments, _ option: CommandSyntax.Option, _ range: ClosedRange<Double>
  ) throws -> Double? {
    guard let text = arguments[option] else { return nil }
    guard let value = Double(text), range.contains(value) else {
      throw UsageError(
        "\(option.name) cannot be '\(text)'. Write a number from \(NumberText.grouped(Int(range.lowerBound))) to"
          + " \(NumberText.grouped(Int(range.upperBound))).", command: syntax)
    }
    return value
  }
}
