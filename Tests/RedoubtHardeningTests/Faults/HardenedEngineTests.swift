import ModelFixtures
import RedoubtBoards
import RedoubtCore
import RedoubtHost
import RedoubtModel
import Testing

@testable import RedoubtFaults
@testable import RedoubtHardening

/// A hardened network with what its engines need.
struct HardenedNetwork {
  let interpreter: HostInterpreter
  let map: MemoryMap
  let network: DeployedNetwork
  let layout: HardenedLayout

  init(_ file: [UInt8], records: [[UInt8]], rounding: Rounding = .tflm) throws {
    interpreter = try HostInterpreter(file, rounding: rounding)
    map = try MemoryMap(interpreter)
    network = try DeployedNetwork(interpreter, map: map, records: records)
    layout = try #require(map.hardening)
  }

  /// The digits, or another network, under a random plan.
  init(
    _ original: [UInt8], seed: UInt64, share: Double = 0.7, records: [[UInt8]], rounding: Rounding = .tflm
  ) throws {
    try self.init(
      HardenedModel(original, try Self.plan(original, seed: seed, share: share)).file, records: records,
      rounding: rounding)
  }

  /// Each unit is protected by chance, and each protected one by a scheme that goes with it.
  static func plan(_ original: [UInt8], seed: UInt64, share: Double) throws -> HardeningPlan {
    var random = SeededGenerator(seed: seed)
    var schemes: [UnitID: HardeningScheme] = [:]
    for unit in try NetworkUnits(try HostInterpreter(original)).all
    where Double.random(in: 0..<1, using: &random) < share {
      let choice = unit.isPlane ? [HardeningScheme.tmrActivations] : Self.schemes
      schemes[unit.id] = choice.randomElement(using: &random)
    }
    return HardeningPlan(schemes)
  }

  static let schemes = HardeningScheme.allSets

  func space(_ targets: [FaultTarget], _ model: FaultModel = .seu) throws -> FaultSpace {
    try FaultSpace(interpreter, map: map, targets: targets, model: model)
  }
}

/// What goes through the voters on paper ends as on a device that votes.
@Suite struct HardenedEngineTests {
  private static func records(_ count: Int) -> [[UInt8]] {
    (0..<UInt64(count)).map { SmallNetwork.record($0) }
  }

  private static func check(
    _ hardened: HardenedNetwork, _ engine: HardenedEngine, _ oracle: inout VotingReexecution,
    _ faults: [MemoryFault], input: Int, _ name: String
  ) -> Outcome {
    let expected = oracle.run(faults, input: input)
    let found = engine.run(faults, input: input)
    #expect(found.result.kind == expected.result.kind, "\(name) \(faults)")
    if case .stopped = expected.result {} else { #expect(found.votes == expected.votes, "\(name) \(faults)") }
    // And as the voting is written down a second time.
    let again = oracle.runTwice(faults, input: input)
    #expect(found.result.kind == again.result.kind && found.votes == again.votes, "\(name) \(faults)")
    switch expected.result {
    case .unchanged: return expected.votes.hasActed ? .corrected : .masked
    case .output: return .tolerable
    default: return .due
    }
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>, [Rounding.tflm, .litert])
  func randomFaultsOfOneToThreeBitsEndAsOnAVotingDevice(seed: UInt64, rounding: Rounding) throws {
    let hardened = try HardenedNetwork(
      SmallNetwork.fixture(seed: seed).file, seed: seed, records: Self.records(3), rounding: rounding)
    let engine = try #require(HardenedEngine(hardened.network))
    var oracle = VotingReexecution(hardened.network, hardened.layout)
    let space = try hardened.space([.weights, .biases, .activations, .replicas, .voters])
    var seen: Set<Outcome> = []
    for trial in 0..<150 {
      var random = TrialRandom(seed: 1000 + seed, trial: trial)
      var faults: [MemoryFault] = []
      for _ in 0..<1 + trial % 3 {
        if case .memory(let one) = space.fault(at: space.pool.draw(&random, in: space), &random) {
          faults += one
        }
      }
      seen.insert(
        Self.check(hardened, engine, &oracle, faults, input: trial % 3, "plan \(seed), trial \(trial)"))
    }
    #expect(seen.isSuperset(of: [.masked, .corrected, .tolerable]))
  }

  /// Two and three copies of one byte, which random sites hardly ever meet.
  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func faultsInSeveralCopiesOfAByteEndAsOnAVotingDevice(seed: UInt64) throws {
    let hardened = try HardenedNetwork(
      SmallNetwork.fixture(seed: seed).file, seed: seed, share: 0.9, records: Self.records(2))
    let engine = try #require(HardenedEngine(hardened.network))
    var oracle = VotingReexecution(hardened.network, hardened.layout)
    var random = SeededGenerator(seed: 50 + seed)
    var seen: Set<Outcome> = []
    for trial in 0..<160 {
      let unit = try #require(hardened.layout.units.randomElement(using: &random))
      let copies = hardened.copies(of: unit, using: &random)
      var faults: [MemoryFault] = []
      // One bit as a rule, so that two copies agree on the wrong value.
      let bit = Int.random(in: 0..<8, using: &random)
      for (k, place) in copies.places.shuffled(using: &random).prefix(2 + trial % 2).enumerated() {
        let own = trial % 5 == 0 ? (bit + k) % 8 : bit
        faults.append(MemoryFault(place: place, bit: own, step: copies.step))
      }
      seen.insert(
        Self.check(
          hardened, engine, &oracle, faults, input: trial % 2, "plan \(seed), trial \(trial), \(unit)"))
    }
    #expect(seen.isSuperset(of: [.corrected, .tolerable]))
  }

  @Test(arguments: [FaultModel.mbu, .stuckAt0, .stuckAt1])
  func clustersAndStuckBitsEndAsOnAVotingDevice(model: FaultModel) throws {
    let hardened = try HardenedNetwork(
      SmallNetwork.fixture(seed: 8).file, seed: 8, records: Self.records(2))
    let engine = try #require(HardenedEngine(hardened.network))
    var oracle = VotingReexecution(hardened.network, hardened.layout)
    let space = try hardened.space([.weights, .biases, .activations, .replicas, .voters], model)
    for trial in 0..<250 {
      var random = TrialRandom(seed: 77, trial: trial)
      let site = space.pool.draw(&random, in: space)
      guard case .memory(let faults) = space.fault(at: site, &random) else { continue }
      let outcome = Self.check(
        hardened, engine, &oracle, faults, input: trial % 2, "\(model), trial \(trial)")
      if model != .mbu, !space.segments[site.segment].isLive { #expect(outcome == .masked, "\(faults)") }
    }
  }

  @Test func everyBitOfTheReplicasOfAllSchemesIsOutvotedOrNotSeen() throws {
    let hardened = try HardenedNetwork(
      SmallNetwork.fixture(seed: 3).file, seed: 3, share: 1, records: Self.records(1))
    let engine = try #require(HardenedEngine(hardened.network))
    let space = try hardened.space([.replicas])
    var counts: [Int: Set<Outcome>] = [:]
    for i in 0..<space.pool.siteCount {
      var random = TrialRandom(seed: 0, trial: i)
      let site = space.pool.site(at: i, in: space)
      let segment = space.segments[site.segment]
      let found = engine.run(space.fault(at: site, &random), input: 0)
      #expect(found.result == .unchanged, "site \(i), \(segment.owner?.name() ?? "")")
      guard segment.isLive, let owner = segment.owner else {
        #expect(!found.votes.hasActed, "masked by construction: \(i)")
        continue
      }
      counts[owner.copy, default: []].insert(found.votes.hasActed ? .corrected : .masked)
    }
    // Copy 1 is always compared, copy 2 is read only where copies 0 and 1 differ.
    #expect(counts == [1: [.corrected], 2: [.masked]])
  }

  @Test func metadataFaultsNeverEndTheProcess() throws {
    let hardened = try HardenedNetwork(
      SmallNetwork.fixture(seed: 2).file, seed: 2, records: Self.records(1))
    let engine = try #require(HardenedEngine(hardened.network))
    let space = try hardened.space([.metadata, .quantisation])
    for trial in 0..<400 {
      var random = TrialRandom(seed: 5, trial: trial)
      _ = engine.run(space.fault(at: space.pool.draw(&random, in: space), &random), input: 0)
    }
  }
}

extension EngineResult {
  /// The result, without what an error says.
  var kind: EngineResult {
    if case .stopped = self { return .stopped(ModelError(.protectionInvalid, .modelMetadata)) }
    return self
  }
}

extension HardenedNetwork {
  /// The three copies of a random byte that a unit protects, and the step before which they are struck.
  fileprivate func copies(
    of unit: HardenedLayout.Unit, using random: inout SeededGenerator
  ) -> (places: [MemoryFault.Place], step: Int) {
    if let plane = unit.plane, unit.row == nil || Bool.random(using: &random) {
      let i = Int.random(in: 0..<plane.byteCount, using: &random)
      let readers = layout.tensors.first { $0.tensor == unit.tensor }?.readers ?? []
      let step = Int.random(in: unit.operatorIndex + 1...(readers.last ?? 0), using: &random)
      return (
        [.arena(plane.arenaByte(i))]
          + layout.activationBanks.map { .arena($0.lowerBound + plane.offset + i) }, step
      )
    }
    guard let row = unit.row else { return ([], 0) }
    let rows = layout.banks.map { $0.lowerBound + row.offset }
    switch Int.random(in: 0..<4, using: &random) {
    case 0:
      guard let bias = row.bias else { fallthrough }
      let i = Int.random(in: 0..<4, using: &random)
      return ([.file(bias + i)] + rows.map { .file($0 + 4 + i) }, 0)
    case 1:
      let i = Int.random(in: 0..<8, using: &random)
      return ([.file(unit.pair + i)] + rows.map { .file($0 + 8 + i) }, 0)
    default:
      let i = Int.random(in: 0..<row.count, using: &random)
      let offset = HardenedLayout.Row.headBytes + row.phase + i
      return ([.file(row.weights + i * row.stride)] + rows.map { .file($0 + offset) }, 0)
    }
  }
}
