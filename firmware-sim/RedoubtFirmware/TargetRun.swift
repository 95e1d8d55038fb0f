import Foundation

/// A run of an image in the emulator.
struct TargetRun {
  let report: TargetReport
  let outputs: [UInt8]
  /// How the firmware stopped before its end; nil where it came there.
  let stop: TargetStop?

  /// Seconds without any progress after which the emulator is ended: far beyond every instruction budget, for the
  /// case that the target no longer serves its interrupts.
  static let patience = 120.0

  /// Runs `firmware.elf` of a folder to its end.
  ///
  /// - Parameters:
  ///   - records: What `board_read` gives.
  ///   - keepsStops: A trap, an overflow or a hang is no error, but `stop`.
  ///   - progress: Called often with the number of output bytes so far; may throw to end the run.
  /// - Throws: `FirmwareError.stopped` where the firmware did not come to its end, and what `progress` throws.
  init(
    _ machine: TargetMachine, image: ELFImage, layout: ImageLayout, records: [UInt8], in folder: URL,
    patience: Double = TargetRun.patience, keepsStops: Bool = false,
    progress: (_ outputBytes: Int) throws -> Void = { _ in }
  ) throws {
    guard let emulator = machine.emulator else { throw FirmwareError.notRunnable(machine) }
    let program = try Toolchain.program(emulator.program, package: emulator.package)
    func file(_ name: String) -> URL { folder.appendingPathComponent(name) }
    try Data(records).write(to: file("records.bin"))
    for name in ["outputs.bin", "report.bin"] { try? FileManager.default.removeItem(at: file(name)) }
    let arguments =
      emulator.arguments + [
        "-display", "none", "-monitor", "none", "-serial", "none", "-no-reboot", "-icount", "shift=0",
        "-semihosting-config", "enable=on,target=native", "-kernel", "firmware.elf",
      ]
    let clock = ContinuousClock()
    var (lastSize, lastChange) = (-1, clock.now)
    let result = try ChildProcess(program: program, arguments: arguments, folder: folder).run {
      let written = Self.size(file("outputs.bin"))
      let size = written + Self.size(file("report.bin"))
      if size != lastSize { (lastSize, lastChange) = (size, clock.now) }
      try progress(written)
      return lastChange.duration(to: clock.now) < .seconds(patience)
    }
    guard result.ended else { throw FirmwareError.stopped(.silence(seconds: patience)) }
    let bytes = (try? Data(contentsOf: file("report.bin"))).map { [UInt8]($0) } ?? []
    report = try TargetReport(bytes)
    stop = try report.stop.map { try Self.stop($0, image, layout) }
    if let stop {
      guard keepsStops else { throw FirmwareError.stopped(stop) }
      outputs = [UInt8](try Data(contentsOf: file("outputs.bin")))
      return
    }
    if let refusal = report.refusal { throw FirmwareError.refused(refusal) }
    guard result.status == 0, report.stackBytes != nil else {
      throw FirmwareError.stopped(.emulator(status: result.status, log: result.log))
    }
    outputs = [UInt8](try Data(contentsOf: file("outputs.bin")))
  }

  private static func size(_ file: URL) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
    return attributes?[.size] as? Int ?? 0
  }

  private static func stop(
    _ stop: TargetReport.Stop, _ image: ELFImage, _ layout: ImageLayout
  ) throws(FirmwareError) -> TargetStop {
    let place = image.place(stop.instruction)
    switch stop.kind {
    case .trap: return .trap(cause: stop.cause, place: place, address: stop.address)
    case .overflow: return .stackOverflow(stackBytes: layout.stackBytes, place: place)
    case .hang: return .hang(budget: layout.instructionBudget, place: place)
    case .file: throw .malformed("The target could not read its records or write its outputs.")
    }
  }
}
