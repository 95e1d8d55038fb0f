import ModelFixtures
import Testing

@testable import RedoubtFirmware

/// The networks that ship, on every machine in every form: the host's bytes, at no other cost than budgeted.
@Suite(.enabled(if: !machines.isEmpty, .init(rawValue: absence)))
struct ShippedNetworkTests {
  @Test(arguments: machines, ShippedNetwork.allCases)
  func interpretedGiveTheHostsBytes(_ machine: TargetMachine, _ network: ShippedNetwork) throws {
    try run(network, machine, .interpreter)
  }

  @Test(arguments: machines, ShippedNetwork.allCases)
  func compiledToCGiveTheHostsBytes(_ machine: TargetMachine, _ network: ShippedNetwork) throws {
    try run(network, machine, .c)
  }

  @Test(arguments: machines, ShippedNetwork.allCases)
  func compiledToSwiftGiveTheHostsBytes(_ machine: TargetMachine, _ network: ShippedNetwork) throws {
    try run(network, machine, .swift)
  }

  private func run(
    _ network: ShippedNetwork, _ machine: TargetMachine, _ form: FirmwareMeasurement.Form
  ) throws {
    // Two records of fixed pseudo-random bytes: the second meets what the first has left in memory.
    let firmware = try FirmwareMeasurement(try network.file(), machine: machine, form: form)
    #expect(firmware.matchesHost && firmware.records == 2, "\(firmware.difference?.description ?? "")")
    try Budgets.check(firmware, name: network.rawValue)
  }
}
