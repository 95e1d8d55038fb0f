import Testing

@testable import RedoubtFirmware

/// The run-time routines that firmware brings for CPUs without division, on CPUs that have it.
@Suite(.enabled(if: !machines.isEmpty, .init(rawValue: absence)))
struct RuntimeTests {
  @Test(arguments: machines)
  func integerArithmeticIsThatOfTheCPU(_ machine: TargetMachine) throws {
    let layout = ImageLayout(stackBytes: 2048, instructionBudget: 1_000_000_000)
    let run = try CheckImage("IntegerArithmetic", on: machine, records: [], layout: layout).run
    #expect(run.outputs == [0])
  }
}
