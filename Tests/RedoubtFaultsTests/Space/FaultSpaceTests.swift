import ModelFixtures
import RedoubtBoards
import RedoubtCore
import RedoubtHost
import Testing

@testable import RedoubtFaults

@Suite struct FaultSpaceTests {
  private let small: SmallNetwork
  private static let present: [FaultTarget] = [
    .weights, .biases, .quantisation, .metadata, .constants, .activations, .registers,
  ]

  init() throws { small = try SmallNetwork() }

  private func space(_ targets: [FaultTarget], _ model: FaultModel = .seu) throws -> FaultSpace {
    try FaultSpace(small.interpreter, map: small.map, targets: targets, model: model)
  }

  @Test func permanentSitesAreTheBitsOfTheirBytes() throws {
    #expect(try space([.weights]).pool.siteCount == 8 * 120)
    #expect(try space([.biases]).pool.siteCount == 32 * 11)
    #expect(try space([.constants]).pool.siteCount == 64)
    // Every byte outside buffer contents twice, and the words of the state at each of six steps.
    let contents = 120 + 44 + 8
    let state = 4 * (4 + 14 + 6)
    #expect(try space([.metadata]).pool.siteCount == 8 * (2 * (small.file.count - contents) + 6 * state))
  }

  @Test func transientSitesOfTheArenaAreItsBitsAtEachStep() throws {
    let end = small.map.arena.map(\.range.upperBound).max()!
    let sites = try space([.activations, .quantisation]).segments
      .filter { $0.region == FaultSpace.arenaRegion }.reduce(0) { $0 + $1.siteCount }
    #expect(sites == 8 * 6 * (end - small.map.tensorAreaStart))
  }

  @Test func registersHaveABitPerIteration() throws {
    // The 3×3 window with SAME padding on 5×5 meets (3·5 − 2)² positions.
    let convolution = (169 * 4 * 2, 25 * 4)
    let depthwise = (169 * 4, 25 * 4)
    let connected = (12, 3)
    let expected = [convolution, depthwise, connected].reduce(0) { $0 + 32 * (4 * $1.0 + 2 * $1.1) }
    #expect(try space([.registers]).pool.siteCount == expected)
  }

  @Test(arguments: [FaultModel.seu, .stuckAt0]) func everySiteIsListedOnce(model: FaultModel) throws {
    let targets =
      model == .seu ? Self.present.filter { $0 != .registers } : [.weights, .metadata, .activations]
    let space = try space(targets, model)
    var seen: Set<FaultSite> = []
    for i in 0..<space.pool.siteCount { seen.insert(space.pool.site(at: i, in: space)) }
    #expect(seen.count == space.pool.siteCount)
  }

  @Test(arguments: Stratification.allCases) func strataDivideTheSites(_ by: Stratification) throws {
    let space = try space(Self.present)
    let strata = space.strata(by: by)
    #expect(strata.reduce(0) { $0 + $1.siteCount } == space.pool.siteCount)
    #expect(abs(strata.reduce(0) { $0 + $1.share(of: space.pool) } - 1) < 1e-12)
  }

  @Test func drawsFollowTheSitesAndTheCycles() throws {
    let space = try space([.weights, .activations])
    var steps = [Int](repeating: 0, count: 6)
    var weights = 0
    let draws = 20_000
    for i in 0..<draws {
      var random = TrialRandom(seed: 3, trial: i)
      let segment = space.segments[space.pool.draw(&random, in: space).segment]
      if segment.target == .weights { weights += 1 } else { steps[segment.step!] += 1 }
    }
    let share = 960 / Double(space.pool.siteCount)
    #expect(abs(Double(weights) / Double(draws) - share) < 0.01)
    let costs = try OperatorCost.list(small.interpreter)
    // Each site of a step weighs as much as the step has cycles.
    let weighted = (0..<6).map { step in
      space.segments.filter { $0.target == .activations && $0.step == step }.reduce(0) { $0 + $1.siteCount }
        * costs[step]
    }
    let all = weighted.reduce(0, +)
    for (step, count) in steps.enumerated() {
      let expected = Double(weighted[step]) / Double(all)
      #expect(abs(Double(count) / Double(draws - weights) - expected) < 0.03, "step \(step)")
    }
  }

  @Test func whatAModelDoesNotHaveIsRefusedByName() throws {
    #expect(throws: FaultSpaceError.noSites(.replicas)) { try space([.weights, .replicas]) }
    #expect(throws: FaultSpaceError.noSites(.voters)) { try space([.voters]) }
    #expect(throws: FaultSpaceError.notApplicable(.mbu, .registers)) { try space([.registers], .mbu) }
    #expect(FaultSpaceError.noSites(.replicas).description.contains("no replicas"))
  }

  @Test func clustersLieInOneRowSideBySide() {
    let region = MemoryRegion(name: "sram", wordBits: 8, interleave: 4)
    // Bit 2 of word 1: its neighbours are bit 2 of words 2 and 3, then bit 3 of word 0.
    #expect(region.cluster(at: 8 + 2, size: 4, regionBits: 320) == [10, 18, 26, 3])
    // The last cell of the first row: the cluster lies to its left.
    #expect(region.cluster(at: 31, size: 3, regionBits: 320) == [15, 23, 31])
    // A region of two words and a bit row that ends early.
    #expect(region.cluster(at: 15, size: 2, regionBits: 16) == [7, 15])
    for bit in 0..<96 {
      for size in 1...4 {
        let cells = region.cluster(at: bit, size: size, regionBits: 96)
        #expect(cells.count == size && Set(cells).count == size && cells.contains(bit))
        #expect(cells.allSatisfy { $0 / 32 == bit / 32 })
      }
    }
  }
}
