import Foundation
import RedoubtCodegen
import RedoubtCore
import RedoubtHost
import RedoubtModel

/// A model as firmware: what it occupies and what it executes, with the outputs compared to the host's.
public struct FirmwareMeasurement: Sendable {
  /// Where it ran.
  public let machine: TargetMachine
  /// What of the model was deployed.
  public let form: Form
  /// Executed instructions of one inference: the median over the records.
  public let instructions: Int
  /// Executed instructions of the set-up before the first record.
  public let initialisationInstructions: Int
  /// Of the linked image, in bytes.
  public let sizes: ImageSizes
  /// What the votes of a hardened model have found in all records, and what it takes beside the model that it was made
  /// from; nil for a model that does not vote.
  public let hardening: HardeningMeasurement?
  /// Deepest use of the stack, set-up included.
  public let stackBytes: Int
  /// Number of inferences made.
  public let records: Int
  /// The target's outputs of all records.
  public let output: [UInt8]
  /// The first byte that the host computes otherwise; nil where all bytes are equal.
  public let difference: FirmwareError?

  /// Whether every byte of all outputs equals the host's.
  public var matchesHost: Bool { difference == nil }

  /// What of a model is deployed.
  public enum Form: String, CaseIterable, Sendable {
    /// The model file in flash, read by the interpreter.
    case interpreter
    /// C code generated from the model.
    case c
    /// Swift code generated from the model.
    case swift
  }

  /// Records of the run that is made where no input is given.
  static let defaultRecords = 2

  /// Builds the firmware, runs it and compares.
  ///
  /// - Parameters:
  ///   - file: The model.
  ///   - form: What of the model is deployed.
  ///   - input: Records; nil for two of fixed pseudo-random bytes.
  ///   - path: Where the input comes from, for errors.
  ///   - instructionBudget: Instructions allowed for one inference; nil for a hundred per multiply-accumulate and
  ///     two thousand million more.
  ///   - progress: Called often with the number of records done and of all; may throw to stop.
  public init(
    _ file: [UInt8], machine: TargetMachine, form: Form = .interpreter, input: [UInt8]? = nil,
    path: String = "input", stackBytes: Int = ImageLayout.defaultStackBytes, instructionBudget: Int? = nil,
    progress: (_ done: Int, _ count: Int) throws -> Void = { _, _ in }
  ) throws {
    guard machine.emulator != nil else { throw FirmwareError.notRunnable(machine) }
    let host = try HostInterpreter(file)
    let summary = try ModelSummary(host)
    let recordBytes = summary.inputs.reduce(0) { $0 + $1.byteCount }
    let records = input ?? Self.pseudoRandom(recordBytes * Self.defaultRecords)
    let expected = try RecordRun(host, input: records, path: path)
    let builder = try ImageBuilder(machine)
    let deployment = form == .interpreter ? try HardenedDeployment(file) : nil
    var layout = ImageLayout(
      activationBytes: deployment?.activationBytes ?? 0, stackBytes: stackBytes,
      instructionBudget: instructionBudget ?? 2_000_000_000 + 100 * summary.macs)
    let (image, run) = try builder.cache.withWorkFolder { folder in
      let (application, arenaBytes) = try Self.application(
        form, host, isHardened: deployment != nil, builder.sources, in: folder)
      layout.arenaBytes = arenaBytes
      var hasGrown = false
      // The target's kernels may need more scratch memory than the host's: the arena gets what the target asks for.
      while true {
        let image = try builder.build(
          application, model: form == .interpreter ? deployment?.model ?? file : [],
          banks: deployment.map { ($0.bank1, $0.bank2) } ?? ([], []), layout: layout, in: folder)
        do {
          let run = try TargetRun(machine, image: image, layout: layout, records: records, in: folder) {
            try progress($0 / max(1, expected.outputBytes), expected.records)
          }
          guard let planned = run.report.plannedArenaBytes, planned < layout.arenaBytes, !hasGrown else {
            return (image, run)
          }
          layout.arenaBytes = planned
        } catch FirmwareError.refused(let error)
          where error.reason == .arenaTooSmall && Int(error.value) > layout.arenaBytes
        {
          layout.arenaBytes = Int(error.value)
          hasGrown = true
        }
      }
    }
    self.machine = machine
    self.form = form
    sizes = ImageSizes(image)
    self.records = expected.records
    let ticks = run.report.inferenceTicks.sorted()
    guard ticks.count == expected.records else {
      throw FirmwareError.malformed(
        "The target reports \(ticks.count) inferences for \(expected.records) records.")
    }
    instructions = ticks[ticks.count / 2] * machine.instructionsPerTick
    initialisationInstructions = (run.report.initialisationTicks ?? 0) * machine.instructionsPerTick
    hardening = try deployment.map { deployment in
      let plain = try FirmwareMeasurement(
        Array(deployment.model[deployment.originalStart...]), machine: machine, input: input, path: path,
        stackBytes: stackBytes, instructionBudget: instructionBudget)
      return HardeningMeasurement(
        corrected: run.report.votes?.corrected ?? 0, disagreed: run.report.votes?.disagreed ?? 0,
        plainInstructions: plain.instructions, plainSizes: plain.sizes)
    }
    self.stackBytes = run.report.stackBytes ?? 0
    output = run.outputs
    difference = Self.difference(target: run.outputs, host: expected)
  }

  /// - Parameter folder: Where generated files go.
  /// - Returns: The application, and the bytes of arena that the linker is to give it.
  static func application(
    _ form: Form, _ host: HostInterpreter, isHardened: Bool = false, _ sources: FirmwareSources,
    in folder: URL
  ) throws -> (application: Application, arenaBytes: Int) {
    let generated = folder.appendingPathComponent("model")
    try FileManager.default.createDirectory(at: generated, withIntermediateDirectories: true)
    let origin = "Generated for a measurement."
    func write(_ files: [GeneratedFile]) throws -> [URL] {
      try files.map { file in
        let place = generated.appendingPathComponent(file.name)
        try Data(file.text.utf8).write(to: place)
        return place
      }
    }
    switch form {
    case .interpreter:
      let operators = try OperatorSource.text(try host.readModel())
      let computesShapes = try ModelSummary(host).operators.contains { $0.isStatic }
      return (
        isHardened
          ? .hardened(operators: operators, computesShapes: computesShapes)
          : .interpreter(operators: operators, computesShapes: computesShapes), host.plan.requiredBytes
      )
    case .c:
      let files = try write(try CGenerator.files(host, origin: origin))
      let own = files.filter { $0.pathExtension == "c" && $0.lastPathComponent != "main.c" }
      // Its arena is an array of its own.
      return (.c(own + [sources.generatedC], headers: [generated]), 0)
    case .swift:
      let files = try write(try SwiftGenerator.files(host, origin: origin))
      let swift = files.filter { $0.pathExtension == "swift" }
      let c = files.filter { $0.pathExtension == "c" }
      return (
        .swift(swift + [sources.generatedSwift], c: c, modules: generated),
        try SwiftGenerator.arenaBytes(host)
      )
    }
  }

  /// One record of the fixed pseudo-random bytes that a run without input takes.
  public static func pseudoRandomRecord(_ file: [UInt8]) throws(ModelError) -> [UInt8] {
    pseudoRandom(try HostInterpreter(file).inputs().reduce(0) { $0 + $1.byteCount })
  }

  private static func pseudoRandom(_ count: Int) -> [UInt8] {
    var generator = SplitMix64(state: 1)
    return (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
  }

  private static func difference(target: [UInt8], host: RecordRun) -> FirmwareError? {
    guard target.count == host.output.count else {
      return .malformed("The target wrote \(target.count) bytes of outputs, the host \(host.output.count).")
    }
    guard let place = target.indices.first(where: { target[$0] != host.output[$0] }) else { return nil }
    return .differsFromHost(
      record: place / host.outputBytes, byte: place % host.outputBytes,
      target: Int8(bitPattern: target[place]), host: Int8(bitPattern: host.output[place]))
  }
}
