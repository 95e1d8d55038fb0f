import Foundation
import RedoubtCore
import RedoubtHost
import RedoubtModel

/// A list of flips on a target and on the host: how each trial ended in both.
///
/// The target runs the interpreter with every operator that there is, so that a struck operator code means the same in
/// both, and the reference kernels, as the host does: a struck offset may lead a reader to scratch memory, in which
/// kernels leave what is theirs. Flips of flash are made in the memory that stands for flash, which the Arm machines of
/// QEMU let a program write.
public struct FaultAgreement: Sendable {
  /// One inference with its flips, on both sides.
  public struct Trial: Equatable, Sendable {
    /// In the order of their steps.
    public let flips: [TargetFlip]
    /// How the inference ended here and there.
    public let host, target: FaultEnding
    /// The host's meaning, and the target's.
    public let hostOutcome, targetOutcome: FaultEnding.Outcome

    /// Whether both ended alike.
    public var agrees: Bool { host == target }
  }

  /// Where the target ran.
  public let machine: TargetMachine
  /// In the order of the list.
  public let trials: [Trial]

  /// Trials that ended alike: outputs byte for byte, counts, or the reason of a refusal.
  public var agreeing: Int { trials.count { $0.agrees } }

  /// Says how many trials ended otherwise than on the host; nil where none did.
  public var failure: FirmwareError? {
    agreeing == trials.count ? nil : .trialsDiffer(trials.count - agreeing, of: trials.count)
  }

  /// Machines whose flash a program can strike.
  public static let machines: [TargetMachine] = [.mps2AN500, .mps2AN386]

  /// Bytes of each region of a model, and the steps of an inference.
  public static func space(
    _ file: [UInt8]
  ) throws(ModelError) -> (sizes: [(region: TargetFlip.Region, bytes: Int)], steps: Int) {
    let image = try FaultImage(file)
    return (TargetFlip.Region.allCases.map { ($0, image.bytes($0)) }, image.steps)
  }

  /// Runs the list on both.
  ///
  /// - Parameters:
  ///   - record: One record, the input of every trial.
  ///   - progress: Called often with the number of trials done and of all; may throw to stop.
  /// - Throws: `FirmwareError`, `FlipListError`, `ModelError`.
  public init(
    _ file: [UInt8], machine: TargetMachine, list: FlipList, record: [UInt8],
    progress: (_ done: Int, _ count: Int) throws -> Void = { _, _ in }
  ) throws {
    guard Self.machines.contains(machine) else { throw FirmwareError.flashIsProtected(machine) }
    let image = try FaultImage(file)
    try Self.check(list, image)
    let host = try HostInterpreter(file)
    let summary = try ModelSummary(host)
    let recordBytes = summary.inputs.reduce(0) { $0 + $1.byteCount }
    guard record.count == recordBytes else {
      throw FirmwareError.recordBytes(record.count, needed: recordBytes)
    }
    // A trial without flips, first: what the others are compared with.
    let all = [[]] + list.trials
    let layout = ImageLayout(
      arenaBytes: image.arenaBytes, activationBytes: image.activationBytes,
      instructionBudget: 500_000_000 + 1000 * summary.macs)
    let target = try Self.target(image, machine, all, record, layout) { try progress($0 / 2, all.count) }
    let reference = HostTrials(image, record: record)
    var endings: [FaultEnding] = []
    for flips in all {
      endings.append(reference.ending(flips))
      try progress((all.count + endings.count) / 2, all.count)
    }
    let outputBytes = summary.outputs.first?.byteCount ?? 0
    self.machine = machine
    trials = list.trials.indices.map { i in
      Trial(
        flips: list.trials[i], host: endings[i + 1], target: target[i + 1],
        hostOutcome: endings[i + 1].outcome(golden: endings[0], outputBytes: outputBytes),
        targetOutcome: target[i + 1].outcome(golden: target[0], outputBytes: outputBytes))
    }
    guard endings[0] == target[0] else {
      throw FirmwareError.malformed(
        "Without any flip the target ends as \(target[0]), the host as \(endings[0]).")
    }
  }

  private static func check(_ list: FlipList, _ image: FaultImage) throws(FlipListError) {
    for (i, flips) in list.trials.enumerated() {
      for flip in flips {
        let bytes = image.bytes(flip.region)
        guard flip.byte < bytes else {
          throw .outside(trial: i + 1, limit: "the \(bytes) bytes of \(flip.region.rawValue)")
        }
        guard flip.step <= image.steps else {
          throw .outside(trial: i + 1, limit: "the \(image.steps) steps")
        }
      }
    }
  }

  /// One image, and as many runs as trials stop it.
  private static func target(
    _ memory: FaultImage, _ machine: TargetMachine, _ trials: [[TargetFlip]], _ record: [UInt8],
    _ layout: ImageLayout,
    progress: (Int) throws -> Void
  ) throws -> [FaultEnding] {
    var builder = try ImageBuilder(machine)
    builder.usesReferenceKernels = true
    var endings: [FaultEnding] = []
    try builder.cache.withWorkFolder { folder in
      let image = try builder.build(
        .faults(isHardened: memory.isHardened), model: memory.model, banks: (memory.bank1, memory.bank2),
        layout: layout, in: folder)
      while endings.count < trials.count {
        let rest = trials[endings.count...].flatMap { Self.bytes($0, memory) + record }
        let before = endings.count
        let run = try TargetRun(
          machine, image: image, layout: layout, records: rest, in: folder, keepsStops: true
        ) { _ in try progress(before) }
        var place = 0
        for entry in run.report.trials {
          switch entry {
          case .finished(let count, let corrected, let disagreed):
            guard place + count <= run.outputs.count else {
              throw FirmwareError.malformed("The target wrote fewer outputs than it reports.")
            }
            let output = Array(run.outputs[place..<place + count])
            endings.append(.finished(output: output, corrected: corrected, disagreed: disagreed))
            place += count
          case .hung: endings.append(.hung)
          case .refused(let error): endings.append(.refused(error.reason))
          }
        }
        if let stop = run.stop {
          if case .hang = stop { endings.append(.hung) } else { endings.append(.trapped) }
        } else if endings.count < trials.count {
          throw FirmwareError.malformed("The target ended before its list did.")
        }
      }
    }
    return endings
  }

  /// A trial as the target reads it.
  private static func bytes(_ flips: [TargetFlip], _ memory: FaultImage) -> [UInt8] {
    var words = [UInt32(flips.count)]
    for flip in flips {
      words += [
        UInt32(flip.step), flip.region.boardRegion, UInt32(memory.place(flip)), UInt32(flip.bit),
      ]
    }
    return words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) } }
  }
}
