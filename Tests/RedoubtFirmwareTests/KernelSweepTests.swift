import Foundation
import ModelFixtures
import RedoubtHost
import RedoubtModel
import Testing

@testable import RedoubtFirmware

/// Every operator on the target, with the largest and smallest numbers in its constants and inputs: the host's bytes.
@Suite(.enabled(if: !machines.isEmpty, .init(rawValue: absence)))
struct KernelSweepTests {
  /// Bytes that replace a constant's: all bits, the lowest and highest int8, the lowest and highest int32.
  private static let extremes: [[UInt8]] = [
    [0xff], [0x80], [0x7f], [0, 0, 0, 0x80], [0xff, 0xff, 0xff, 0x7f], [0x80, 0x7f, 0x81, 0x00, 0xff],
  ]

  private static let everyOperator = """
    import RedoubtCore

    typealias ModelOperators = AllOperators<TFLM>

    """

  /// One small model per operator and variant.
  private static let seeds: [URL] = {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fuzzing/seeds")
    return FirmwareSources.files(in: folder, ["tflite"])
  }()

  /// Records whose bytes are all equal, then random ones.
  private func records(_ recordBytes: Int) -> [UInt8] {
    var generator = SeededGenerator(seed: 4)
    let equal = [0x80, 0xff, 0x00, 0x7f].flatMap { [UInt8](repeating: $0, count: recordBytes) }
    return equal + (0..<3 * recordBytes).map { _ in UInt8.random(in: 0...255, using: &generator) }
  }

  /// The model, and its variants with extreme weights and biases.
  private func variants(_ model: [UInt8]) throws -> [[UInt8]] {
    guard let host = try? HostInterpreter(model) else { return [] }
    let constants = try ModelSummary(host).constants.filter { $0.role != .parameter }
    guard !constants.isEmpty else { return [model] }
    return [model]
      + Self.extremes.map { pattern in
        var changed = model
        for constant in constants {
          for i in 0..<constant.tensor.byteCount {
            changed[constant.position + i] = pattern[i % pattern.count]
          }
        }
        return changed
      }
  }

  @Test(arguments: machines.filter { $0 != .mps2AN386 })
  func everyOperatorGivesTheHostsBytes(_ machine: TargetMachine) throws {
    let builder = try ImageBuilder(machine)
    try builder.cache.withWorkFolder { folder in
      var runs = 0
      for seed in Self.seeds {
        for (variant, model) in try variants([UInt8](Data(contentsOf: seed))).enumerated() {
          // Some seeds are there to be refused.
          guard let host = try? HostInterpreter(model) else { continue }
          let recordBytes = try host.inputs().reduce(0) { $0 + $1.byteCount }
          guard recordBytes > 0 else { continue }
          let records = records(recordBytes)
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
      #expect(runs >= 60)
    }
  }
}
