import Foundation
import RedoubtCodegen
import RedoubtHost
import RedoubtModel
import Testing

@testable import RedoubtFirmware

/// Every operator on the target, with the largest and smallest numbers in its constants and inputs: the host's bytes.
@Suite(.enabled(if: !machines.isEmpty, .init(rawValue: absence)))
struct KernelSweepTests {
  private static let everyOperator = """
    import RedoubtCore

    typealias ModelOperators = AllOperators<TFLM>

    """

  @Test(arguments: machines.filter { $0 != .mps2AN386 })
  func everyOperatorGivesTheHostsBytes(_ machine: TargetMachine) throws {
    let builder = try ImageBuilder(machine)
    var runs = 0
    try builder.cache.withWorkFolder { folder in
      for seed in SeedModels.all {
        for (variant, model) in try SeedModels.variants(seed).enumerated() {
          // Extreme constants may make a model that is refused.
          guard let host = try? HostInterpreter(model) else { continue }
          let recordBytes = try host.inputs().reduce(0) { $0 + $1.byteCount }
          guard recordBytes > 0 else { continue }
          let records = SeedModels.records(recordBytes)
          let expected = try RecordRun(host, input: records, path: seed.path)
          let layout = ImageLayout(
            // The target's kernels may ask for more scratch memory than the host's.
            arenaBytes: host.plan.requiredBytes + 4096, instructionBudget: 100_000_000)
          let image = try builder.build(
            .interpreter(operators: Self.everyOperator), model: model, layout: layout, in: folder)
          let run = try TargetRun(machine, image: image, layout: layout, records: records, in: folder)
          #expect(run.outputs == expected.output, "\(seed.lastPathComponent), variant \(variant)")
          runs += 1
        }
      }
    }
    #expect(runs >= 60)
  }

  /// The C that is generated has its own sweep, on the host.
  @Test func generatedSwiftGivesTheHostsBytes() throws {
    var runs = 0
    for seed in SeedModels.all {
      guard let model = try SeedModels.variants(seed).last, let host = try? HostInterpreter(model) else {
        continue
      }
      let recordBytes = try host.inputs().reduce(0) { $0 + $1.byteCount }
      do {
        let firmware = try FirmwareMeasurement(
          model, machine: machines[0], form: .swift, input: SeedModels.records(recordBytes))
        #expect(firmware.matchesHost, "\(seed.lastPathComponent)")
        runs += 1
      } catch is CodegenError {
        // Not every operator can be generated.
      }
    }
    #expect(runs >= 10)
  }
}
