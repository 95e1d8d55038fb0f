import Testing

@testable import RedoubtFirmware

/// Firmware that goes wrong ends in a report that says how, never in a process that stays.
@Suite(.enabled(if: !machines.isEmpty, .init(rawValue: absence)))
struct MisbehaviourTests {
  private static let layout = ImageLayout(stackBytes: 4096, instructionBudget: 5_000_000)

  private func stop(_ kind: UInt8, _ machine: TargetMachine, patience: Double = TargetRun.patience)
    -> TargetStop?
  {
    do {
      _ = try CheckImage(
        "Misbehaviour", on: machine, records: [kind], layout: Self.layout, patience: patience)
      Issue.record("the firmware came to its end")
    } catch FirmwareError.stopped(let stop) {
      return stop
    } catch {
      Issue.record("\(error)")
    }
    return nil
  }

  @Test(arguments: machines)
  func aTrapInstructionIsNamedWithItsFunction(_ machine: TargetMachine) throws {
    let stop = stop(1, machine)
    guard case .trap(_, let place, _) = stop else {
      Issue.record("\(String(describing: stop))")
      return
    }
    #expect(place.function == "application_main")
  }

  @Test(arguments: machines)
  func anAccessOutsideEveryMemoryIsATrapWithItsAddress(_ machine: TargetMachine) throws {
    let stop = stop(2, machine)
    guard case .trap(_, _, let address) = stop else {
      Issue.record("\(String(describing: stop))")
      return
    }
    #expect(address == 0xdfff_fff0)
  }

  @Test(arguments: machines)
  func aLoopWithoutEndUsesUpTheBudget(_ machine: TargetMachine) throws {
    let stop = stop(3, machine)
    guard case .hang(let budget, let place) = stop else {
      Issue.record("\(String(describing: stop))")
      return
    }
    #expect(budget == Self.layout.instructionBudget && place.function == "loop_for_ever")
  }

  @Test func aLoopThatServesNoInterruptsIsEndedFromOutside() throws {
    #expect(stop(4, machines[0], patience: 1) == .silence(seconds: 1))
  }

  @Test(arguments: machines)
  func recursionWithoutEndOverflowsTheStack(_ machine: TargetMachine) throws {
    let stop = stop(5, machine)
    guard case .stackOverflow(let bytes, _) = stop else {
      Issue.record("\(String(describing: stop))")
      return
    }
    #expect(bytes == Self.layout.stackBytes)
  }

  @Test func everyEndingHasItsOwnWords() {
    let place = CodePlace(address: 0x80, function: "f")
    let stops: [TargetStop] = [
      .trap(cause: 3, place: place, address: 0), .stackOverflow(stackBytes: 64, place: place),
      .hang(budget: 5, place: place), .silence(seconds: 3), .emulator(status: 1, log: ""),
    ]
    #expect(Set(stops.map(\.description)).count == stops.count)
    #expect(stops[0].description == "The target trapped at 0x80 in f: exception 3.")
    #expect(stops[1].description.contains("64 bytes overflowed at 0x80 in f."))
  }
}
