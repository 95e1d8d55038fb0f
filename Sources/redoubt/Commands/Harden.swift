import RedoubtBoards
import RedoubtCore
import RedoubtFootprint
import RedoubtHardening
import RedoubtHost
import RedoubtReport

/// `redoubt harden`: chooses what to protect and writes the hardened model.
enum Harden: ResultCommand {
  private static let ranking = CommandSyntax.Option(
    name: "--ranking", metavar: "RANKING.json", help: "What `redoubt rank` has written for this model.",
    isRequired: true)
  private static let fraction = CommandSyntax.Option(
    name: "--fraction", metavar: "F", help: "Protect the best round(F × units) units.")
  private static let budget = CommandSyntax.Option(
    name: "--budget", metavar: "flash=16KiB,sram=4KiB,time=5%",
    help: "Protect what predicts the largest drop of silent corruption at this cost; any of the three.")
  private static let scheme = CommandSyntax.Option(
    name: "--scheme", metavar: "NAMES",
    help: "tmr-weights, tmr-activations, tmr-compute; both of a unit as tmr-weights+tmr-activations or"
      + " tmr-weights+tmr-compute; with --budget several to choose from, joined by commas."
      + " Without it tmr-weights, or any of these with --budget.")
  private static let board = CommandSyntax.Option(
    name: "--board", metavar: "NAME",
    help:
      "Says whether this board keeps the three copies in distinct memories; its raw rates serve --weighting fit."
  )
  private static let weighting = CommandSyntax.Option(
    name: "--weighting", metavar: "count|fit",
    help:
      "Whether faults in weights, activations and registers count alike (default), or by their failures in 10⁹ hours"
      + " on the board.", choices: ["count", "fit"])
  private static let form = CommandSyntax.Option(
    name: "--form", metavar: "NAME",
    help:
      "What a budget's flash counts: interpreter (default), with the code that votes; c or swift, copies and tables"
      + " alone, to which generated code adds a few KiB of its own.",
    choices: DeploymentForm.allCases.map(\.rawValue))
  private static let planes = CommandSyntax.Option(
    name: "--planes", help: "Channels of the input and of operators without weights take part.")
  private static let output = CommandSyntax.Option(
    name: "--output", metavar: "OUT.tflite", help: "The hardened model to write.", isRequired: true)

  static let syntax = CommandSyntax(
    name: "harden",
    summary: "Write a model with three copies of its critical units.",
    discussion: [
      "The file carries the plan and the replicas; other runtimes run it as before and give the same answers."
        + " redoubt run, evaluate and firmware vote, and count what the votes find.",
      "A budget is what the linked image of the interpreter on a Cortex-M7 may have more than that of the plain model:"
        + " flash with the code that votes (16 to 29 KiB, by the operators), SRAM without stacks, and time in executed"
        + " instructions, the last by a model of measured counts. 'redoubt firmware' measures; generated code needs"
        + " less flash.",
      "The predicted drop takes from a ranking by injection what was measured for each part of a unit; any other score"
        + " is divided among weights, activations and registers by bytes. It is a prediction only: 'redoubt study' and"
        + " 'redoubt inject' measure.",
    ],
    positionals: [.init(name: "MODEL", help: "An int8 .tflite file.")],
    options: [
      ranking, fraction, budget, scheme, form, weighting, board, planes, output, CommandSyntax.json,
    ],
    examples: [
      .init(
        command: "redoubt harden model.tflite --ranking taylor.json --fraction 0.2 --output hard.tflite",
        meaning: "Three copies of the weights of the best fifth of the units."),
      .init(
        command:
          "redoubt harden model.tflite --ranking inj.json --budget time=30% --weighting fit --output hard.tflite",
        meaning: "What removes most corrupted answers in 10⁹ hours for 30 % more instructions."),
    ])

  static func result(_ arguments: ParsedArguments, _ console: Console) throws -> CommandResult {
    let goal = try goal(arguments)
    let schemes = try schemes(arguments, goal)
    let profile = try arguments[board].map { try BoardCatalog.board($0) }
    let separation = profile.map { BankSeparation($0) }
    let path = arguments.positional("MODEL")
    let interpreter = try HostInterpreter(contentsOf: path)
    let network = try RankedNetwork(try InputFile.read(path))
    let rankingPath = arguments[ranking] ?? ""
    let ranking = try RankingFile.read(
      try InputFile.read(rankingPath), path: rankingPath, units: network.units, digest: network.digest)
    let target = arguments[output] ?? ""
    try OutputFile.check(target)
    let isInterpreted =
      (arguments[form] ?? DeploymentForm.interpreter.rawValue) == DeploymentForm.interpreter.rawValue
    let costs = try HardeningCosts(
      network.file, codeBytes: isInterpreted ? try votingCodeBytes(network.file) : 0)
    let planner = HardeningPlanner(
      ranking, costs: costs,
      exposure: arguments[weighting] == "fit"
        ? try FaultExposure(interpreter, on: try profile ?? BoardCatalog.board(BoardCatalog.defaultName))
        : FaultExposure())
    let result = try planner.plan(goal, schemes: schemes, withPlanes: arguments.has(planes))
    let hardened = try HardenedModel(network.file, result.plan)
    if let problem = separation?.problem { console.diagnose("Note: \(problem)") }
    try OutputFile.write(hardened.file, to: target)
    return CommandResult(
      json: JSONValue(hardened, result, separation), text: HardeningText.text(hardened, result))
  }

  /// Bytes of code that the voting interpreter has more on a Cortex-M7. Schemes make no difference: each operator's code
  /// votes and replicates.
  private static func votingCodeBytes(_ file: [UInt8]) throws -> Int {
    let empty = try HardenedModel(file, HardeningPlan([:])).file
    let images = try [file, empty].map {
      try Footprint(ModelNeeds($0, form: .interpreter), core: .cortexM7).codeBytes
    }
    return images[1] - images[0]
  }

  private static func goal(_ arguments: ParsedArguments) throws -> HardeningPlanner.Goal {
    switch (arguments[fraction], arguments[budget]) {
    case (let text?, nil):
      guard let number = Double(text), (0...1).contains(number) else {
        throw UsageError("--fraction cannot be '\(text)'. Write a number from 0 to 1.", command: syntax)
      }
      return .fraction(number)
    case (nil, let text?): return .budget(try HardeningBudget(parsing: text))
    case (nil, nil), (.some, .some):
      throw UsageError("Give one of --fraction and --budget.", command: syntax)
    }
  }

  private static func schemes(
    _ arguments: ParsedArguments, _ goal: HardeningPlanner.Goal
  ) throws -> [HardeningScheme] {
    var isFraction = false
    if case .fraction = goal { isFraction = true }
    guard let text = arguments[scheme] else {
      return isFraction ? [.tmrWeights] : HardeningScheme.allSets
    }
    var found: [HardeningScheme] = []
    for name in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let known = HardeningScheme(name: String(name)) else {
        throw UsageError(
          "'\(name)' is not a scheme."
            + Suggestion.text(String(name), among: HardeningScheme.allSets.map(\.name), alwaysList: true),
          command: syntax)
      }
      if !found.contains(known) { found.append(known) }
    }
    guard !isFraction || found.count == 1 else {
      throw UsageError("A fraction takes one scheme. Name one, or give a --budget.", command: syntax)
    }
    return found
  }
}
