import RedoubtHost
import RedoubtReport

/// `redoubt report`: campaigns, networks and rankings as one HTML file.
enum Report: ResultCommand {
  private static let output = CommandSyntax.Option(
    name: "--output", metavar: "REPORT.html", help: "Where to write the report.", isRequired: true)

  static let syntax = CommandSyntax(
    name: "report",
    summary: "Show fault campaigns, networks and rankings as one HTML file with pictures.",
    discussion: [
      "The file needs nothing else: no script, no font, no network. It holds what the parts give: memory map and arena"
        + " plan of a network, criticality per unit of a ranking, and of a campaign the SDC rate by layer and bit, the"
        + " outcomes by region, how the estimate settled, and what determined it; a table behind every picture.",
      "The two networks and what 'redoubt compare' found of them make a headline.",
    ],
    positionals: [
      .init(
        name: "PART",
        help:
          "A folder of a campaign or study, a .tflite file, a ranking, a comparison, or a folder that holds such.",
        isRepeated: true)
    ],
    options: [output, CommandSyntax.json],
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
    let report = try ReportParts(arguments.repeated).report { try progress.update($0, of: $1) }
    try OutputFile.write(Array(EvidenceHTML.html(report).utf8), to: path)
    progress.finish()
    return CommandResult(json: JSONValue(report, path: path), text: ReportText.text(report, path: path))
  }
}
