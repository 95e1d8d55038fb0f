import ModelFixtures
import RedoubtBoards
import RedoubtCore
import RedoubtHost
import Testing

@testable import RedoubtFaults

/// The engines against the plainest one: initialise, run everything on the reference kernels, compare.
@Suite struct PlainEngineTests {
  private static func check(
    _ space: FaultSpace, _ network: DeployedNetwork, sites: some Sequence<Int>, inputs: Int
  ) throws {
    let engine = PlainEngine(network)
    var differences = try DifferenceEngine(network.file, records: network.records, rounding: network.rounding)
    var oracle = FullReexecution(network)
    for i in sites {
      var random = TrialRandom(seed: 77, trial: i)
      let site = space.pool.site(at: i, in: space)
      let input = i % inputs
      guard case .memory(let faults) = space.fault(at: site, &random) else { continue }
      let expected = oracle.run(faults, input: input)
      let segment = space.segments[site.segment]
      let name = "site \(i), \(segment.owner?.name() ?? ""), \(faults)"
      #expect(engine.run(faults, input: input) == expected, "\(name)")
      if !segment.isLive, space.model != .mbu {
        #expect(expected == .unchanged, "masked by construction: \(name)")
      }
      if let found = differences.attempt(faults, input: input) { #expect(found == expected, "\(name)") }
    }
  }

  @Test(arguments: [Rounding.tflm, .litert])
  func everyBitOfTheFileEndsAsInAFullRun(rounding: Rounding) throws {
    let small = try SmallNetwork(rounding: rounding)
    let space = try FaultSpace(
      small.interpreter, map: small.map, targets: [.weights, .biases, .quantisation, .constants])
    let files = (0..<space.pool.siteCount).filter {
      let segment = space.segments[space.pool.site(at: $0, in: space).segment]
      return segment.region != FaultSpace.arenaRegion
    }
    try Self.check(space, small.network, sites: files, inputs: 3)
  }

  @Test func manyBitsOfMetadataAndStateEndsAsInAFullRun() throws {
    let small = try SmallNetwork()
    let space = try FaultSpace(small.interpreter, map: small.map, targets: [.metadata])
    try Self.check(space, small.network, sites: stride(from: 0, to: space.pool.siteCount, by: 7), inputs: 3)
  }

  @Test func manyBitsOfActivationsEndsAsInAFullRun() throws {
    let small = try SmallNetwork()
    let space = try FaultSpace(small.interpreter, map: small.map, targets: [.activations])
    try Self.check(space, small.network, sites: stride(from: 1, to: space.pool.siteCount, by: 5), inputs: 3)
  }

  @Test(arguments: [FaultModel.stuckAt0, .stuckAt1, .mbu])
  func otherFaultsEndAsInAFullRun(model: FaultModel) throws {
    let small = try SmallNetwork()
    let space = try FaultSpace(
      small.interpreter, map: small.map,
      targets: [.weights, .biases, .quantisation, .metadata, .constants, .activations].filter {
        model != .mbu || $0 != .quantisation
      }, model: model)
    try Self.check(space, small.network, sites: stride(from: 2, to: space.pool.siteCount, by: 23), inputs: 3)
  }

  @Test func manyFlipsAtOnceEndAsInAFullRun() throws {
    let small = try SmallNetwork()
    let space = try FaultSpace(
      small.interpreter, map: small.map, targets: [.weights, .biases, .activations])
    let engine = PlainEngine(small.network)
    var oracle = FullReexecution(small.network)
    for trial in 0..<60 {
      var random = TrialRandom(seed: 4, trial: trial)
      var faults: [MemoryFault] = []
      for _ in 0..<random.below(12) + 1 {
        if case .memory(let one) = space.fault(at: space.pool.draw(&random, in: space), &random) {
          faults += one
        }
      }
      #expect(engine.run(faults, input: trial % 3) == oracle.run(faults, input: trial % 3), "\(faults)")
    }
  }

  @Test func aScheduleThatIsSentBackForeverHangs() throws {
    let small = try SmallNetwork()
    // Bit 2 of the step counter never leaves 0: steps 0 … 3 repeat.
    let fault = MemoryFault(place: .arena(0), bit: 2, change: .stuckAt0, step: 0)
    #expect(PlainEngine(small.network).run([fault], input: 0) == .hang)
    var oracle = FullReexecution(small.network)
    #expect(oracle.run([fault], input: 0) == .hang)
  }
}
