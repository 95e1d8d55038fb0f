import Testing

@testable import RedoubtFirmware

/// The method that counts instructions, on a loop whose count is known.
@Suite(.enabled(if: !machines.isEmpty, .init(rawValue: absence)))
struct InstructionCountTests {
  @Test(arguments: machines)
  func aLoopOfKnownLengthIsMeasuredExactly(_ machine: TargetMachine) throws {
    let rounds: [UInt32] = [1000, 1_000_000, 20_000_000]
    let records = rounds.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
    let layout = ImageLayout(stackBytes: 1024, instructionBudget: 100_000_000)
    let report = try CheckImage("KnownLoop", on: machine, records: records, layout: layout).run.report
    #expect(report.inferenceTicks.count == rounds.count)
    for (ticks, rounds) in zip(report.inferenceTicks, rounds) {
      let measured = ticks * machine.instructionsPerTick
      // A tick to either side, and the call that reads the counter.
      #expect(abs(measured - 2 * Int(rounds)) <= machine.instructionsPerTick + 40, "\(rounds) rounds")
    }
  }
}
