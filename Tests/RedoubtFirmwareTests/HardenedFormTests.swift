import ModelFixtures
import RedoubtCore
import RedoubtHardening
import RedoubtHost
import Testing

@testable import RedoubtFirmware

/// Hardened models on a machine: the unhardened model's bytes, and replicas in memories of their own.
@Suite(.enabled(if: !machines.isEmpty, .init(rawValue: absence)))
struct HardenedFormTests {
  /// The digits with units under the schemes in turn.
  static func hardened(_ bits: [UInt8]) throws -> [UInt8] {
    let original = try ShippedNetwork.digits.file()
    let units = try NetworkUnits(try HostInterpreter(original))
    var schemes: [UnitID: HardeningScheme] = [:]
    for (i, unit) in units.all.enumerated() {
      guard let scheme = HardeningScheme(rawValue: bits[i % bits.count]), scheme != .empty else { continue }
      if unit.isPlane && scheme != .tmrActivations { continue }
      schemes[unit.id] = scheme
    }
    return try HardenedModel(original, HardeningPlan(schemes)).file
  }

  @Test(
    arguments: FirmwareMeasurement.Form.allCases, [[1], [2], [4], [5, 3, 0, 2, 1, 4]] as [[UInt8]])
  func everyFormGivesTheUnhardenedBytes(_ form: FirmwareMeasurement.Form, _ bits: [UInt8]) throws {
    let plain = try FirmwareMeasurement(try ShippedNetwork.digits.file(), machine: machines[0], form: form)
    let firmware = try FirmwareMeasurement(try Self.hardened(bits), machine: machines[0], form: form)
    #expect(firmware.output == plain.output && firmware.matchesHost)
    #expect(firmware.instructions > plain.instructions)
  }

  /// Machines differ in where their banks are, and in their kernels.
  @Test(arguments: machines)
  func everyMachineGivesTheUnhardenedBytes(_ machine: TargetMachine) throws {
    let plain = try FirmwareMeasurement(try ShippedNetwork.digits.file(), machine: machine)
    let firmware = try FirmwareMeasurement(try Self.hardened([5, 3, 0, 2, 1, 4]), machine: machine)
    #expect(firmware.output == plain.output && firmware.matchesHost)
  }
}
