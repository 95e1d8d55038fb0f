import ModelFixtures
import RedoubtCore
import RedoubtHost
import Testing

@testable import RedoubtHardening

@Suite struct HardeningPlannerTests {
  private let file: [UInt8]
  private let network: RankedNetwork
  private let ranking: Ranking
  private let costs: EstimatedCosts
  private static let schemes: [HardeningScheme] = [.tmrWeights, .tmrActivations, .tmrCompute]

  init() throws {
    file = SmallNetwork.fixture().file
    network = try RankedNetwork(file)
    ranking = try Ranking(RandomScore(seed: 9), of: network)
    costs = EstimatedCosts(fileBytes: try HardenedModel(file, HardeningPlan([:])).flashOverheadBytes)
  }

  private var planner: HardeningPlanner { HardeningPlanner(network.units, ranking, costs: costs) }

  @Test(arguments: [(0.0, 0), (0.05, 1), (0.2, 3), (0.5, 9), (1.0, 17)])
  func aFractionTakesTheBestUnits(_ fraction: Double, _ count: Int) throws {
    let result = try planner.plan(.fraction(fraction), schemes: [.tmrWeights], withPlanes: false)
    let best = ranking.entries.map(\.unit).filter { network.units[$0]?.isPlane == false }.prefix(count)
    #expect(result.plan.units == best.sorted() && result.unitsTotal == 17)
    #expect(result.plan.schemes.values.allSatisfy { $0 == .tmrWeights })
  }

  @Test func planesTakePartOnRequest() throws {
    let result = try planner.plan(.fraction(1), schemes: [.tmrWeights], withPlanes: true)
    #expect(result.unitsTotal == 26 && result.plan.schemes.count == 26)
    for (id, scheme) in result.plan.schemes {
      #expect((scheme == .tmrActivations) == (network.units[id]?.isPlane == true))
    }
    let magnitudes = HardeningPlanner(network.units, try Ranking(MagnitudeScore(), of: network), costs: costs)
    #expect(throws: HardeningPlanError.planesNotRanked(.magnitude)) {
      try magnitudes.plan(.fraction(1), schemes: [.tmrWeights], withPlanes: true)
    }
  }

  @Test func budgetsAreKeptByTheWrittenModel() throws {
    var random = SeededGenerator("budgets")
    for _ in 0..<20 {
      var budget = HardeningBudget()
      if Bool.random(using: &random) { budget.flashBytes = Int.random(in: 600...4000, using: &random) }
      if Bool.random(using: &random) { budget.sramBytes = Int.random(in: 120...1500, using: &random) }
      if budget == HardeningBudget() || Bool.random(using: &random) {
        budget.time = Double.random(in: 0...2, using: &random)
      }
      let result = try planner.plan(.budget(budget), schemes: Self.schemes, withPlanes: true)
      let hardened = try HardenedModel(file, result.plan)
      #expect(hardened.flashOverheadBytes <= budget.flashBytes ?? .max)
      #expect(hardened.sramOverheadBytes <= budget.sramBytes ?? .max)
      #expect(result.predictedBound >= result.predictedDrop && result.predictedBound <= 1 + 1e-9)
    }
  }

  @Test func moreBudgetNeverPredictsLess() throws {
    var last = 0.0
    for flash in stride(from: 700, through: 4000, by: 300) {
      let result = try planner.plan(
        .budget(HardeningBudget(flashBytes: flash)), schemes: [.tmrWeights], withPlanes: false)
      #expect(result.predictedDrop >= last && result.predictedBound == result.predictedDrop)
      last = result.predictedDrop
    }
    #expect(last > 0)
  }

  /// Every assignment of schemes to a handful of units, costed one by one.
  @Test func aBudgetPlanEqualsBruteForce() throws {
    let few = Array(network.units.weighted.prefix(7))
    let entries = ranking.entries.filter { entry in few.contains { $0.id == entry.unit } }
    let partial = Ranking(score: .random, modelDigest: network.digest, entries: entries)
    let planner = HardeningPlanner(network.units, partial, costs: costs)
    let fixed = costs.fixedCost(of: network.units, Self.schemes)
    let flash = fixed.flashBytes + 400
    let result = try planner.plan(
      .budget(HardeningBudget(flashBytes: flash)), schemes: Self.schemes, withPlanes: false)
    let exposure = FaultExposure()
    let total = entries.reduce(0) { $0 + $1.value }
    var best = 0.0
    func descend(_ i: Int, _ value: Double, _ left: Int) {
      guard i < entries.count else {
        best = max(best, value)
        return
      }
      descend(i + 1, value, left)
      guard let unit = network.units[entries[i].unit] else { return }
      for scheme in Self.schemes {
        guard let cost = costs.cost(of: unit, scheme), cost.flashBytes <= left else { continue }
        descend(
          i + 1, value + entries[i].value / total * exposure.coverage(unit, scheme), left - cost.flashBytes)
      }
    }
    descend(0, 0, 400)
    #expect(abs(result.predictedDrop - best) < 1e-9)
  }

  @Test func schemesTogetherCoverAUnit() {
    for unit in network.units.weighted {
      let exposure = FaultExposure()
      let shares = Self.schemes.map { exposure.coverage(unit, $0) }
      #expect(abs(shares[0] + shares[2] - 1) < 1e-12 && shares[1] < shares[2])
    }
  }

  @Test func budgetsAreParsed() throws {
    #expect(
      try HardeningBudget(parsing: "flash=16KiB,sram=512B,time=2.5%")
        == HardeningBudget(flashBytes: 16384, sramBytes: 512, time: 0.025))
    #expect(try HardeningBudget(parsing: "flash=1.5MiB") == HardeningBudget(flashBytes: 1_572_864))
    for text in [
      "", "flash", "flash=", "flash=x", "flash=-1", "flash=1GB", "time=5", "ram=1", "flash=1,flash=2",
    ] {
      #expect(throws: HardeningBudgetError.self) { try HardeningBudget(parsing: text) }
    }
  }

  @Test func impossibleGoalsAreRefused() {
    #expect(throws: HardeningPlanError.fractionOutOfRange(1.5)) {
      try planner.plan(.fraction(1.5), schemes: [.tmrWeights], withPlanes: false)
    }
    #expect(throws: HardeningPlanError.self) {
      try planner.plan(
        .budget(HardeningBudget(flashBytes: 8)), schemes: [.tmrWeights], withPlanes: false)
    }
  }
}
