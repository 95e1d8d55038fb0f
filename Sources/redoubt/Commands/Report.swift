import RedoubtFaults
import RedoubtHost
import RedoubtReport

/// `redoubt report`: fault campaigns as one HTML file.
enum Report: Command {
  private static let output = CommandSyntax.Option(
    name: "--output", metavar: "REPORT.html", help: "Where to write the report.", isRequired: true)

  static let syntax = CommandSyntax(
    name: "report",
    summary: "Show fault campaigns as one HTML file with pictures.",
    discussion: [
      "The file needs nothing else: no script, no font, no network. It holds the SDC rate by layer and bit, the outcomes"
        + " by region, how the estimate settled, the table behind every picture, and what determined the campaign."
    ],
    positionals: [
      .init(
        name: "DIR", help: "A campaign's folder, with manifest.json, trials.csv and summary.json.",
        isRepeated: true)
    ],
    options: [output, CommandSyntax.json],
    examples: [
      .init(
        command: "redoubt report plain hardened --output report.html",
        meaning: "Two campaigns on one page.")
    ])

  static func run(_ arguments: ParsedArguments, _ console: Console) throws {
    let path = arguments[output] ?? ""
    try OutputFile.check(path)
    let progress = ProgressLine("campaigns", console: console)
    defer { progress.finish() }
    var campaigns: [CampaignReport] = []
    for folder in arguments.repeated {
      try progress.update(campaigns.count, of: arguments.repeated.count)
      campaigns.append(try CampaignFolder.report(folder))
    }
    try OutputFile.write(Array(CampaignHTML.html(campaigns).utf8), to: path)
    progress.finish()
    try console.write(
      arguments.has(CommandSyntax.json)
        ? JSONValue(campaigns, path: path).text + "\n" : CampaignText.text(campaigns, path: path))
  }
}
