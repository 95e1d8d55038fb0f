import Foundation
import RedoubtFirmware
import RedoubtHost
import RedoubtModel
import RedoubtReport

/// `redoubt firmware`: a model on an emulated microcontroller, measured.
enum Firmware: ResultCommand {
  private static let machines = TargetMachine.runnable.map(\.rawValue)
  private static let machine = CommandSyntax.Option(
    name: "--machine", metavar: machines.joined(separator: "|"), help: "The machine that QEMU emulates.",
    isRequired: true, choices: machines)
  private static let form = CommandSyntax.Option(
    name: "--form", metavar: forms.joined(separator: "|"),
    help: "Deploy the model file with the interpreter (default), or code generated from it.", choices: forms)
  private static let forms = FirmwareMeasurement.Form.allCases.map(\.rawValue)
  private static let input = CommandSyntax.Option(
    name: "--input", metavar: "IN.bin",
    help: "Records in the model's own input layout and type; without it two of fixed pseudo-random bytes.")
  private static let output = CommandSyntax.Option(
    name: "--output", metavar: "OUT.bin", help: "Write the outputs that the target computed.")
  private static let budget = CommandSyntax.Option(
    name: "--budget", metavar: "N",
    help: "Instructions that one inference may execute; more are a hang. Without it far more than any needs.")
  private static let stack = CommandSyntax.Option(
    name: "--stack", metavar: "BYTES", help: "Size of the stack (default \(ImageLayout.defaultStackBytes)).")
  private static let faults = CommandSyntax.Option(
    name: "--faults", metavar: "LIST.csv|random:N",
    help: "Flip bits between the steps, here and on the host, and compare how each trial ends; --output then"
      + " takes a table of the trials.")
  private static let seed = CommandSyntax.Option(
    name: "--seed", metavar: "N", help: "Seed of the random list (default 1).")

  static let syntax = CommandSyntax(
    name: "firmware",
    summary: "Build a model as firmware, run it in QEMU and measure it.",
    discussion: [
      "Links the interpreter with exactly the model's operators, runs the records on the emulated machine, compares"
        + " the outputs with the host's byte for byte, and measures executed instructions, flash, code, RAM, arena"
        + " and the deepest use of the stack.",
      "Needs the Swift toolchain, a checkout of the project (found from the program's place, or named by"
        + " \(FirmwareSources.variable)), and QEMU: qemu-system-arm, or qemu-system-misc for riscv32-virt.",
      "--faults runs one inference for each line step,region,byte,bit of a list: step operators have run when the bit"
        + " flips; region is model, bank1, bank2, state, arena, activations1 or activations2. A column trial in front joins lines to one trial.",
      "Ends with 1 when the outputs or a trial's end differ from the host's, or when the target traps, hangs or overflows its stack.",
    ],
    positionals: [.init(name: "MODEL", help: "An int8 .tflite file.")],
    options: [machine, form, input, output, budget, stack, faults, seed, CommandSyntax.json],
    examples: [
      .init(
        command: "redoubt firmware model.tflite --machine mps2-an500",
        meaning: "What the model costs on a Cortex-M7.")
    ])

  static func result(_ arguments: ParsedArguments, _ console: Console) throws -> CommandResult {
    guard let machine = arguments[machine].flatMap({ TargetMachine(rawValue: $0) }) else {
      throw UsageError("--machine is missing.", command: syntax)
    }
    if let path = arguments[output] { try OutputFile.check(path) }
    let path = arguments.positional("MODEL")
    let name = URL(fileURLWithPath: path).lastPathComponent
    let records = try arguments[input].map { try InputFile.read($0) }
    // What is wrong with the model is said with its path.
    _ = try HostInterpreter(contentsOf: path)
    let progress = ProgressLine("records", console: console)
    defer { progress.finish() }
    if let list = arguments[faults] {
      return try agreement(arguments, list, machine, path, record: records, progress)
    }
    let file = try InputFile.read(path)
    let firmware = try FirmwareMeasurement(
      file, machine: machine,
      form: arguments[form].flatMap { FirmwareMeasurement.Form(rawValue: $0) } ?? .interpreter,
      input: records, path: arguments[input] ?? "",
      stackBytes: try number(arguments, stack, 1024...(1 << 20)) ?? ImageLayout.defaultStackBytes,
      instructionBudget: try number(arguments, budget, 1...(1 << 36))
    ) { try progress.update($0, of: $1) }
    progress.finish()
    if let path = arguments[output] { try OutputFile.write(firmware.output, to: path) }
    return CommandResult(
      json: JSONValue(firmware, modelDigest: SHA256.hexadecimal(of: file)),
      text: FirmwareText.text(firmware, name: name), failure: firmware.difference)
  }

  /// The same list of flips on target and host.
  private static func agreement(
    _ arguments: ParsedArguments, _ source: String, _ machine: TargetMachine, _ path: String,
    record: [UInt8]?,
    _ progress: ProgressLine
  ) throws -> CommandResult {
    let file = try InputFile.read(path)
    let list: FlipList
    if source.hasPrefix("random:") {
      guard let count = Int(source.dropFirst(7)), (1...1_000_000).contains(count) else {
        throw UsageError(
          "--faults cannot be '\(source)'. Give random:N with N from 1 to 1000000.", command: syntax)
      }
      let space = try FaultAgreement.space(file)
      list = FlipList.random(
        count, seed: UInt64(try number(arguments, seed, 0...Int.max) ?? 1), sizes: space.sizes,
        steps: space.steps)
    } else {
      list = try FlipList(csv: String(decoding: try InputFile.read(source), as: UTF8.self))
    }
    let agreement = try FaultAgreement(
      file, machine: machine, list: list, record: record ?? FirmwareMeasurement.pseudoRandomRecord(file)
    ) { try progress.update($0, of: $1) }
    progress.finish()
    if let path = arguments[output] {
      try OutputFile.write(Array(FaultAgreementText.csv(agreement).utf8), to: path)
    }
    let name = URL(fileURLWithPath: path).lastPathComponent
    return CommandResult(
      json: JSONValue(agreement), text: FaultAgreementText.text(agreement, name: name),
      failure: agreement.failure)
  }

  private static func number(
    _ arguments: ParsedArguments, _ option: CommandSyntax.Option, _ range: ClosedRange<Int>
  ) throws(UsageError) -> Int? {
    guard let text = arguments[option] else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw UsageError(
        "\(option.name) cannot be '\(text)'. Give a whole number from \(range.lowerBound) to"
          + " \(range.upperBound).", command: syntax)
    }
    return number
  }
}
