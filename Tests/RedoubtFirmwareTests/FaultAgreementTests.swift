import ModelFixtures
import RedoubtModel
import Testing

@testable import RedoubtFirmware

/// Flips on the target end as on the host. `Tests/Campaigns/target_faults.sh` does the same with thousands.
@Suite(.enabled(if: machines.contains(.mps2AN500), .init(rawValue: absence)))
struct FaultAgreementTests {
  /// Unprotected, and with all schemes in one plan.
  @Test(arguments: [[0], [5, 3, 0, 2, 1, 4]] as [[UInt8]])
  func flipsOfEveryRegionEndAsOnTheHost(_ schemes: [UInt8]) throws {
    let model =
      schemes == [0] ? try ShippedNetwork.digits.file() : try HardenedFormTests.hardened(schemes)
    let space = try FaultAgreement.space(model)
    let list = FlipList.random(70, seed: 3, sizes: space.sizes, steps: space.steps)
    let regions = Set(list.trials.flatMap { $0 }.map(\.region))
    #expect(regions.count == (schemes == [0] ? 3 : 7))
    let agreement = try FaultAgreement(
      model, machine: .mps2AN500, list: list, record: FirmwareMeasurement.pseudoRandomRecord(model))
    #expect(agreement.agreeing == 70 && agreement.failure == nil)
    for trial in agreement.trials where !trial.agrees {
      Issue.record("\(trial.flips): host \(trial.host), target \(trial.target)")
    }
    // Not everything is masked, or the comparison would say nothing.
    let outcomes = Set(agreement.trials.map(\.hostOutcome))
    #expect(outcomes.count >= 3)
    #expect(outcomes.contains(.corrected) == (schemes != [0]))
  }

  @Test func aMachineWithProtectedFlashIsNamed() throws {
    let list = FlipList([[TargetFlip(step: 0, region: .model, byte: 0, bit: 0)]])
    #expect(throws: FirmwareError.flashIsProtected(.riscv32Virt)) {
      try FaultAgreement(try ShippedNetwork.digits.file(), machine: .riscv32Virt, list: list, record: [])
    }
  }
}

/// Lists of flips as text.
@Suite struct FlipListTests {
  @Test func linesAreTrialsAndAColumnJoinsThem() throws {
    let plain = try FlipList(csv: "step,region,byte,bit\n0,model,5,7\n3,arena,0,0\n")
    #expect(plain.trials.map(\.count) == [1, 1])
    #expect(plain.trials[0] == [TargetFlip(step: 0, region: .model, byte: 5, bit: 7)])
    let joined = try FlipList(
      csv: "trial,step,region,byte,bit\n1,0,model,5,7\n1,0,state,4,1\n2,3,arena,0,0\n")
    #expect(joined.trials.map(\.count) == [2, 1])
  }

  @Test(arguments: [
    ("", FlipListError.header), ("step,region\n", .header), ("step,region,byte,bit\n", .header),
    ("step,region,byte,bit\n0,model,5,8\n", .line(2)), ("step,region,byte,bit\n0,flash,5,7\n", .line(2)),
    ("step,region,byte,bit\n0,model,5,7\n0,model,-1,7\n", .line(3)),
  ]) func whatCannotBeReadIsNamedByItsLine(_ text: String, _ error: FlipListError) {
    #expect(throws: error) { try FlipList(csv: text) }
    #expect(!error.description.isEmpty)
  }

  @Test func aFlipBeyondItsRegionIsRefused() throws {
    let model = try ShippedNetwork.digits.file()
    let list = FlipList([[TargetFlip(step: 0, region: .model, byte: model.count, bit: 0)]])
    #expect(throws: FlipListError.outside(trial: 1, limit: "the \(model.count) bytes of model")) {
      try FaultAgreement(
        model, machine: .mps2AN500, list: list, record: FirmwareMeasurement.pseudoRandomRecord(model))
    }
  }
}
