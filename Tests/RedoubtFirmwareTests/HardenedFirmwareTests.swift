import Foundation
import ModelFixtures
import RedoubtCore
import RedoubtHardening
import RedoubtHost
import Testing

@testable import RedoubtFirmware

/// Hardened models on a Cortex-M7: the plain model's bytes, and what the votes cost.
@Suite(
  .enabled(if: isInstalled(.mps2AN500), .init(rawValue: absence)),
  .enabled(if: TestData.isPresent, .init(rawValue: TestData.absence)))
struct HardenedFirmwareTests {
  struct Network: Sendable, CustomTestStringConvertible {
    let name, file: String
    /// Most that voting all weights may add to the instructions of an inference, as a share.
    let budget: Double
    /// Bytes of the longest row, its bias included.
    let rowBytes: Int
    var testDescription: String { name }
  }

  private static let networks = [
    Network(name: "ad", file: "ad01_int8", budget: 0.8, rowBytes: 644),
    Network(name: "ic", file: "pretrainedResnet_quant", budget: 0.05, rowBytes: 580),
    Network(name: "kws", file: "kws_ref_model", budget: 0.05, rowBytes: 68),
    Network(name: "vww", file: "vww_96_int8", budget: 0.05, rowBytes: 260),
  ]

  private func measure(
    _ network: Network, _ plan: (NetworkUnits) -> HardeningPlan
  ) throws -> (firmware: FirmwareMeasurement, hardening: HardeningMeasurement) {
    let file = try TestData.bytes("models/\(network.file).tflite")
    let units = try NetworkUnits(try HostInterpreter(file))
    let hardened = try HardenedModel(file, plan(units)).file
    let inputs = try TestData.bytes("golden/tflm/\(network.name)/inputs.bin")
    let firmware = try FirmwareMeasurement(
      hardened, machine: .mps2AN500, input: Array(inputs.prefix(inputs.count / 2)))
    let outputs = try TestData.bytes("golden/tflm/\(network.name)/outputs.bin")
    #expect(firmware.output == Array(outputs.prefix(outputs.count / 2)) && firmware.matchesHost)
    let hardening = try #require(firmware.hardening)
    #expect(hardening.corrected == 0 && hardening.disagreed == 0)
    return (firmware, hardening)
  }

  @Test(arguments: networks) func votingAllWeightsKeepsItsBudget(_ network: Network) throws {
    let (firmware, hardening) = try measure(network) { units in
      HardeningPlan(Dictionary(uniqueKeysWithValues: units.weighted.map { ($0.id, .tmrWeights) }))
    }
    let added = Double(firmware.instructions) / Double(hardening.plainInstructions) - 1
    #expect(added <= network.budget, "\(added)")
    // One scratch row, two counters, and alignment.
    #expect(firmware.sizes.ramBytes - hardening.plainSizes.ramBytes <= network.rowBytes + 8 + 16)
  }

  /// Every `spacing`-th unit computed three times.
  struct Replication: Sendable, CustomTestStringConvertible {
    let network: Network
    let spacing: Int
    /// Most that it may add to the instructions of an inference, as a share: what was measured, and a little.
    let budget: Double
    var testDescription: String { "\(network.name), one in \(spacing)" }
  }

  private static let replications = [
    Replication(network: networks[0], spacing: 10, budget: 0.615),
    Replication(network: networks[0], spacing: 4, budget: 0.95),
    Replication(network: networks[0], spacing: 2, budget: 1.47),
    Replication(network: networks[0], spacing: 1, budget: 2.5),
    Replication(network: networks[1], spacing: 10, budget: 0.31),
    Replication(network: networks[1], spacing: 4, budget: 0.575),
    Replication(network: networks[1], spacing: 2, budget: 1.03),
    Replication(network: networks[1], spacing: 1, budget: 1.94),
    Replication(network: networks[2], spacing: 10, budget: 0.335),
    Replication(network: networks[2], spacing: 4, budget: 0.625),
    Replication(network: networks[2], spacing: 2, budget: 1.115),
    Replication(network: networks[2], spacing: 1, budget: 2.09),
    Replication(network: networks[3], spacing: 10, budget: 0.355),
    Replication(network: networks[3], spacing: 4, budget: 0.65),
    Replication(network: networks[3], spacing: 2, budget: 1.24),
    Replication(network: networks[3], spacing: 1, budget: 2.27),
  ]

  /// Prints a line for each, which are the table of docs/selective-hardening.md.
  ///
  /// Three computations cost about twice a unit's share of the multiply-accumulates. Clearly less would say that the
  /// compiler has merged computations; more, that a copy's channels share no work. Units that stand alone are the hardest
  /// case: no two neighbours to be computed together.
  @Test(arguments: replications) func threeComputationsAreAllDone(_ replication: Replication) throws {
    var share = 0.0
    let (firmware, hardening) = try measure(replication.network) { units in
      let chosen = units.weighted.enumerated().filter { $0.offset % replication.spacing == 0 }.map(\.element)
      share =
        Double(chosen.reduce(0) { $0 + $1.macs }) / Double(units.all.reduce(0) { $0 + $1.macs })
      return HardeningPlan(Dictionary(uniqueKeysWithValues: chosen.map { ($0.id, .tmrCompute) }))
    }
    let added = Double(firmware.instructions) / Double(hardening.plainInstructions) - 1
    func percent(_ value: Double) -> String { "\((value * 1000).rounded() / 10) %" }
    print(
      "\(replication.testDescription): +\(percent(added)) instructions, \(percent(share)) of the multiply-accumulates"
    )
    // What operators without weights execute is not tripled, and lists share more than an operator's channels do.
    #expect(added > 1.8 * share, "\(added) for a share of \(share)")
    #expect(added <= replication.budget, "\(added) for a share of \(share)")
  }

  /// The loads of both copies in the linked code: what an optimiser could take away without any test of results
  /// noticing.
  @Test func bothCopiesAreLoadedInTheImage() throws {
    let file = try TestData.bytes("models/ad01_int8.tflite")
    let units = try NetworkUnits(try HostInterpreter(file))
    let plan = HardeningPlan(
      Dictionary(uniqueKeysWithValues: units.weighted.map { ($0.id, .tmrWeights.union(.tmrCompute)) }))
    let deployment = try #require(try HardenedDeployment(try HardenedModel(file, plan).file))
    let builder = try ImageBuilder(.mps2AN500)
    let listing = try builder.cache.withWorkFolder { folder in
      _ = try builder.build(
        .hardened(
          operators: try OperatorSource.text(HostInterpreter(file).readModel()), computesShapes: false),
        model: deployment.model, banks: (deployment.bank1, deployment.bank2),
        layout: ImageLayout(
          arenaBytes: 8192, activationBytes: deployment.activationBytes, instructionBudget: 1_000_000_000),
        in: folder)
      return try Disassembly(folder.appendingPathComponent("firmware.elf"))
    }
    let rows = listing.function(containing: "redoubt_compare_rows")
    // Eight words of each copy per turn, and as many comparisons.
    #expect(rows.count { $0.contains("ldm") && !$0.contains("sp!") } >= 4)
    #expect(rows.count { $0.contains("usada8") } >= 8)
    let comparison = listing.function(containing: "<redoubt_compare_plane>")
    #expect(comparison.count { $0.contains("ldr") } >= 7)
    let planes = listing.function(containing: "ProtectedTensorV10votePlanes")
    #expect(planes.count { $0.contains("ldrb") } >= 3)
    // Two further computations of the list, and one in place: a loop of two turns and one more call. That the turns are
    // two shows in the instructions above.
    let run = listing.function(containing: "runProtected")
    let calls = run.filter { $0.contains("bl\t") && $0.contains("ChannelOperatorPAAE7compute") }
    #expect(
      calls.contains { $0.contains("ReplicatedPlanes") }
        && calls.contains { !$0.contains("ReplicatedPlanes") })
  }
}

/// The code of an image, function by function.
private struct Disassembly {
  private let lines: [Substring]

  init(_ image: URL) throws {
    let toolchain = try Toolchain.find()
    let process = Process()
    process.executableURL = toolchain.lld.deletingLastPathComponent().appendingPathComponent("llvm-objdump")
    process.arguments = ["-d", "--mcpu=cortex-m7", image.path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// Lines of the first function whose name holds a text.
  func function(containing name: String) -> [Substring] {
    guard let start = lines.firstIndex(where: { $0.hasSuffix(">:") && $0.contains(name) }) else { return [] }
    return Array(lines[(start + 1)...].prefix { !$0.hasSuffix(">:") })
  }
}
