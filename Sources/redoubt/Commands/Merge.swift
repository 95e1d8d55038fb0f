import RedoubtFaults
import RedoubtReport

/// `redoubt merge`: the shards of a campaign into one.
enum Merge: ResultCommand {
  private static let output = CommandSyntax.Option(
    name: "--output", metavar: "DIR", help: "Directory for the whole campaign.", isRequired: true)

  static let syntax = CommandSyntax(
    name: "merge",
    summary: "Join the shards of one campaign.",
    discussion: [
      "Takes the directories of all shards, in any order, and checks that they belong together and that none is missing."
        + " What it writes equals, byte for byte, an undivided run (timing.json aside)."
    ],
    positionals: [
      .init(name: "DIR", help: "The directories that 'redoubt inject --shard' wrote.", isRepeated: true)
    ],
    options: [output, CommandSyntax.json],
    examples: [
      .init(command: "redoubt merge part1 part2 part3 --output whole", meaning: "Three shards of three.")
    ])

  static func result(_ arguments: ParsedArguments, _ console: Console) throws -> CommandResult {
    let shards = arguments.repeated.map { CampaignDirectory($0) }
    let result = try CampaignMerge.merge(shards, into: CampaignDirectory(arguments[output] ?? ""))
    return CommandResult(
      json: JSONValue(result.summary, result.timing), text: CampaignText.text(result.summary, result.timing))
  }
}
