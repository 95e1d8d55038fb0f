import ModelFixtures
import RedoubtBoards
import RedoubtCore
import RedoubtHost
import RedoubtModel
import Testing

@testable import RedoubtFaults
@testable import RedoubtHardening

/// The same faults on a network and on its hardened files.
@Suite struct PairedCampaignTests {
  private let original: [UInt8]
  private let inputs: EncodedRecords

  init() {
    var fixture = SmallNetwork.fixture()
    fixture.metadata.append(("note", [1, 2, 3]))
    original = fixture.file
    inputs = EncodedRecords(records: (0..<4).map { SmallNetwork.record($0) }, labels: [0, 1, 2, 3])
  }

  private func options(_ targets: [FaultTarget], count: Int) -> CampaignOptions {
    var options = CampaignOptions()
    options.targets = targets
    options.size = .count(count)
    return options
  }

  @Test func aSiteKeepsItsOwner() throws {
    let plain = try HostInterpreter(original)
    let map = try MemoryMap(plain)
    let hardened = try HardenedNetwork(original, seed: 1, records: inputs.records)
    let sites = try #require(
      PairedSites(
        plain: map, plainFile: original, hardened: hardened.map, hardenedFile: hardened.network.file))
    var lost = 0
    for (byte, value) in original.enumerated() {
      let entry = map.fileEntry(of: byte)
      let fault = Fault.memory([MemoryFault(place: .file(byte), bit: 0, step: 0)])
      guard case .memory(let moved)? = sites.fault(fault), case .file(let place)? = moved.first?.place else {
        #expect(entry.owner.kind != .weights && entry.owner.kind != .biases)
        lost += 1
        continue
      }
      let other = hardened.map.fileEntry(of: place)
      #expect(other.owner == entry.owner, "byte \(byte)")
      // Offsets of tables that were written anew have other values.
      if entry.owner.kind != .structure { #expect(hardened.network.file[place] == value) }
    }
    #expect(lost < original.count / 20)
  }

  @Test func anotherNetworkIsRefused() throws {
    let campaign = try PairedCampaign(
      try HostInterpreter(original), inputs: inputs, options([.weights], count: 10))
    let small = ModelFixture(
      tensors: Array(SmallNetwork.fixture().tensors.prefix(4)),
      operators: Array(SmallNetwork.fixture().operators.prefix(1)))
    #expect(throws: (any Error).self) {
      _ = try campaign.outcomes(on: try HostInterpreter(small.file), threads: 1)
    }
  }

  /// With every unit under tmr-weights no single fault in a protected parameter changes anything; without protection
  /// of activations those faults end as on the plain network.
  @Test func protectionOfWeightsChangesWeightFaultsOnly() throws {
    let plain = try HostInterpreter(original)
    let file = try HardenedModel(original, .all(try NetworkUnits(plain), .tmrWeights)).file
    let hardened = try HostInterpreter(file)
    let campaign = try PairedCampaign(
      plain, inputs: inputs, options([.weights, .biases, .activations, .registers], count: 3000))
    let before = try campaign.outcomes(threads: 2)
    let after = try campaign.outcomes(on: hardened, threads: 1)
    #expect(before.count == 3000 && after.count == 3000)
    #expect(try campaign.outcomes(on: hardened, threads: 2) == after)
    var changed = 0
    for i in 0..<campaign.count {
      switch campaign.target(ofTrial: i) {
      case .weights, .biases:
        #expect(after[i].outcome == .corrected && after[i].votes == VoteCounts(corrected: 1))
        if before[i].outcome != .masked { changed += 1 }
      // A stray address that left the plain file may meet the replicas behind it.
      case .registers where before[i].outcome == .due: break
      default: #expect(after[i] == before[i])
      }
    }
    #expect(changed > 20)
  }

  /// Faults that meet no voter need not run twice.
  @Test(arguments: [FaultModel.seu, .mbu, .byzantine])
  func knownOutcomesChangeNothing(model: FaultModel) throws {
    let plain = try HostInterpreter(original)
    var options = options(
      model == .byzantine ? [.activations] : [.weights, .biases, .activations], count: 700)
    if model == .seu { options.targets += [.registers, .quantisation] }
    options.fault = model
    let campaign = try PairedCampaign(plain, inputs: inputs, options)
    let before = try campaign.outcomes(threads: 2)
    var differing = 0
    for seed in 1...3 as ClosedRange<UInt64> {
      let file = try HardenedModel(original, try HardenedNetwork.plan(original, seed: seed, share: 0.5)).file
      let hardened = try HostInterpreter(file)
      let all = try campaign.outcomes(on: hardened, threads: 2)
      #expect(try campaign.outcomes(on: hardened, knowing: before, threads: 2) == all)
      differing += zip(all, before).count { $0 != $1 }
    }
    #expect(differing > 0)
  }

  @Test(arguments: [HardeningScheme.tmrActivations, .tmrCompute])
  func protectionOfPlanesCoversTheirSinglyStruckBytes(scheme: HardeningScheme) throws {
    let plain = try HostInterpreter(original)
    let file = try HardenedModel(original, .all(try NetworkUnits(plain), scheme)).file
    let campaign = try PairedCampaign(
      plain, inputs: inputs, options([.activations, .registers], count: 1500))
    let before = try campaign.outcomes(threads: 2)
    let after = try campaign.outcomes(on: try HostInterpreter(file), threads: 2)
    for i in 0..<campaign.count {
      switch campaign.target(ofTrial: i) {
      case .activations where scheme == .tmrActivations:
        #expect(after[i].outcome == .corrected || after[i].outcome == .masked)
      case .registers where scheme == .tmrActivations: #expect(after[i] == before[i])
      case .registers: #expect([.corrected, .masked, .due].contains(after[i].outcome))
      default: break
      }
    }
    #expect(after.contains { $0.outcome == .corrected })
  }
}
