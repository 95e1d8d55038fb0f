import RedoubtReport

/// `redoubt demo`: the whole chain on the shipped network.
enum Demo: Command {
  private static let output = CommandSyntax.Option(
    name: "--output", metavar: "DIR",
    help: "The folder to make (default redoubt-demo). That of an earlier demonstration is replaced.")
  private static let count = CommandSyntax.Option(
    name: "--count", metavar: "N",
    help:
      "Trials of each campaign (default \(defaultCount)); below \(DemoChain.studyTrials) ways to rank are not compared."
  )
  private static let noFirmware = CommandSyntax.Option(
    name: "--no-firmware", help: "Leave out the firmware, also where QEMU is installed.")
  private static let defaultCount = 20_000

  static let syntax = CommandSyntax(
    name: "demo",
    summary: "Show the whole chain on the shipped digits network, in a minute or two.",
    discussion: [
      "Quantises the float network, evaluates both, asks whether it fits the known boards, flips bits, ranks the units,"
        + " protects them within a budget, flips the same bits again, compares ways to rank, and runs both networks as"
        + " firmware where QEMU is installed. Every step is a command of this tool and is printed as it was called.",
      "With --json: the objects that these commands print with --json, by command, a list where one was"
        + " called twice, and the commands as lines.",
    ],
    options: [output, count, noFirmware, CommandSyntax.json],
    examples: [
      .init(command: "redoubt demo", meaning: "Writes redoubt-demo/report.html and what it is made of."),
      .init(command: "redoubt demo --output /tmp/demo --json", meaning: "The numbers of all steps."),
    ])

  static func run(_ arguments: ParsedArguments, _ console: Console) throws {
    let trials = arguments[count] ?? "\(defaultCount)"
    guard let number = Int(trials), (100...10_000_000).contains(number) else {
      throw UsageError(
        "--count cannot be '\(trials)'. Give a whole number from 100 to 10000000.", command: syntax)
    }
    let folder = try DemoFolder(arguments[output] ?? "redoubt-demo")
    let isJSON = arguments.has(CommandSyntax.json)
    var demonstration = Demonstration(console) { place, heading, command, facts in
      guard !isJSON else { return }
      try console.write("\(place). \(heading)\n   $ \(command)\n" + facts.map { "   \($0)\n" }.joined())
    }
    try DemoChain(folder: folder, trials: number, withFirmware: !arguments.has(noFirmware)).run(
      &demonstration)
    try console.write(
      isJSON ? demonstration.json.text + "\n" : "\nOpen \(folder("report.html")) in a browser.\n")
  }
}
