import ModelFixtures
import RedoubtBoards
import RedoubtCore
import RedoubtHost
import Testing

@testable import RedoubtHardening

@Suite struct HardeningPlannerTests {
  private let file: [UInt8]
  private let network: RankedNetwork
  private let ranking: Ranking
  private let costs: HardeningCosts
  private static let schemes: [HardeningScheme] = [.tmrWeights, .tmrActivations, .tmrCompute]

  init() throws {
    file = SmallNetwork.fixture().file
    network = try RankedNetwork(file)
    ranking = try Ranking(RandomScore(seed: 9), of: network)
    costs = try HardeningCosts(file)
  }

  private var planner: HardeningPlanner { HardeningPlanner(ranking, costs: costs) }

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
    let magnitudes = HardeningPlanner(try Ranking(MagnitudeScore(), of: network), costs: costs)
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
        budget.time = Double.random(in: 1...6, using: &random)
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

  /// The best value over every assignment of schemes to units whose cost as a whole, shared parts counted once, is within
  /// the limits.
  private func bruteForce(
    _ entries: [Ranking.Entry], _ schemes: [HardeningScheme], within limits: UnitCost,
    worth: (Ranking.Entry, NetworkUnit, HardeningScheme) -> Double
  ) -> Double {
    var best = 0.0
    var chosen: [UnitID: HardeningScheme] = [:]
    func descend(_ i: Int, _ value: Double) {
      guard i < entries.count else {
        guard value > best else { return }
        let cost = costs.cost(of: HardeningPlan(chosen))
        if cost.flashBytes <= limits.flashBytes, cost.sramBytes <= limits.sramBytes,
          cost.instructions <= limits.instructions
        {
          best = value
        }
        return
      }
      guard let unit = network.units[entries[i].unit] else { return }
      for scheme in schemes where costs.cost(of: unit, scheme) != nil {
        chosen[unit.id] = scheme
        descend(i + 1, value + worth(entries[i], unit, scheme))
      }
      chosen[unit.id] = nil
      descend(i + 1, value)
    }
    descend(0, 0)
    return best
  }

  @Test func aBudgetPlanEqualsBruteForce() throws {
    let few = Array(network.units.weighted.prefix(7))
    let entries = ranking.entries.filter { entry in few.contains { $0.id == entry.unit } }
    let partial = Ranking(score: .random, modelDigest: network.digest, entries: entries)
    let planner = HardeningPlanner(partial, costs: costs)
    let flash = costs.cost(of: .image).flashBytes + 550
    let result = try planner.plan(
      .budget(HardeningBudget(flashBytes: flash)), schemes: Self.schemes, withPlanes: false)
    let exposure = FaultExposure()
    let total = entries.reduce(0) { $0 + $1.value }
    let best = bruteForce(
      entries, Self.schemes, within: UnitCost(flashBytes: flash, sramBytes: .max, instructions: .infinity)
    ) { entry, unit, scheme in entry.value / total * exposure.coverage(unit, scheme) }
    #expect(best > 0 && abs(result.predictedDrop - best) < 1e-9 && result.predictedBound >= best - 1e-9)
  }

  /// Six units, every set of schemes, three limits, a score that was measured part by part; with limits in which a step's
  /// votes, a tensor's entry and the row that all share decide.
  @Test func aPlanWithCombinedSchemesEqualsBruteForce() throws {
    var random = SeededGenerator("combined")
    let units = Array(network.units.all.filter { !$0.isPlane }.prefix(4)) + network.units.planes.prefix(2)
    let entries = units.map { unit in
      let parts = (0..<3).map { part in
        unit.isPlane && part != 1 ? 0 : Double.random(in: 0...1, using: &random)
      }
      return Ranking.Entry(unit: unit.id, value: parts.reduce(0, +) / 3, parts: parts)
    }
    let partial = Ranking(score: .injection, modelDigest: network.digest, entries: entries)
    var exposure = FaultExposure()
    exposure.parts = [0.2, 5, 1]
    let planner = HardeningPlanner(partial, costs: costs, exposure: exposure)
    let schemes = HardeningScheme.allSets
    let total = entries.reduce(0) { sum, entry in
      sum + zip(exposure.parts, entry.parts ?? []).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let least = costs.cost(of: .image)
    let most = costs.cost(
      of: HardeningPlan(
        Dictionary(
          uniqueKeysWithValues: units.map {
            ($0.id, $0.isPlane ? HardeningScheme.tmrActivations : schemes[schemes.count - 1])
          })))
    var found = 0
    for _ in 0..<4 {
      let limits = UnitCost(
        flashBytes: Int.random(in: least.flashBytes...most.flashBytes, using: &random),
        sramBytes: Int.random(in: least.sramBytes...most.sramBytes, using: &random),
        instructions: Double.random(in: least.instructions...most.instructions, using: &random))
      let result = try planner.plan(
        .budget(
          HardeningBudget(
            flashBytes: limits.flashBytes, sramBytes: limits.sramBytes,
            time: limits.instructions / costs.baseInstructions)), schemes: schemes, withPlanes: true)
      let best = bruteForce(entries, schemes, within: limits) { entry, _, scheme in
        let (names, parts) = (scheme.name, entry.parts ?? [])
        var worth = names.contains("tmr-weights") ? 0.2 * parts[0] : 0
        if names.contains("tmr-activations") || names.contains("tmr-compute") { worth += 5 * parts[1] }
        if names.contains("tmr-compute") { worth += parts[2] }
        return worth / total
      }
      #expect(abs(result.predictedDrop - best) < 1e-9 && result.predictedBound >= best - 1e-9)
      if best > 0 { found += 1 }
    }
    #expect(found > 1, "limits that leave nothing to choose")
  }

  /// Flash and SRAM beside the model that is written, for plans of every kind.
  @Test func costsAreThoseOfTheWrittenModel() throws {
    var random = SeededGenerator("costs")
    for round in 0..<12 {
      var schemes: [UnitID: HardeningScheme] = [:]
      for unit in network.units.all where Int.random(in: 0..<12, using: &random) >= round {
        schemes[unit.id] =
          unit.isPlane ? .tmrActivations : HardeningScheme.allSets.randomElement(using: &random)
      }
      let plan = HardeningPlan(schemes)
      guard !schemes.isEmpty else { continue }
      let (cost, model) = (costs.cost(of: plan), try HardenedModel(file, plan))
      // Alignment of the banks in the file is counted at its most.
      #expect((0...70).contains(cost.flashBytes - model.flashOverheadBytes))
      // Two counters at an alignment of 16, and the bias in the row.
      let sram = cost.sramBytes - model.sramOverheadBytes
      #expect((16...24).contains(sram), "\(sram)")
    }
  }

  /// Charges that units share are paid once: a plan costs less than its units one by one, and never less than without
  /// one of them, but for neighbours that are computed together.
  @Test func unitsShareTheirCharges() throws {
    let units = Array(network.units.weighted.prefix(4))
    let plan = { (units: [NetworkUnit]) in
      HardeningPlan(Dictionary(uniqueKeysWithValues: units.map { ($0.id, HardeningScheme.tmrWeights) }))
    }
    let together = costs.cost(of: plan(units))
    let apart = units.map { costs.cost(of: plan([$0])) }
    #expect(together.instructions < apart.reduce(0) { $0 + $1.instructions })
    #expect(together.flashBytes < apart.reduce(0) { $0 + $1.flashBytes })
    #expect(apart.allSatisfy { $0.instructions < together.instructions })
    #expect(costs.cost(of: HardeningPlan([:])) == UnitCost())
  }

  /// FIT weights are raw rates times memory: all three kinds of faults by hand.
  @Test func ratesOfABoardWeighTheParts() throws {
    let board = try BoardCatalog.board("generic")
    let interpreter = try HostInterpreter(file)
    let exposure = try FaultExposure(interpreter, on: board)
    let weights = network.units.weighted.reduce(0) { $0 + ($1.parameters?.weights.count ?? 0) }
    #expect(abs(exposure.parts[0] - 10 * Double(weights) * 8 / 1_048_576) < 1e-12)
    #expect(abs(exposure.parts[2] - 1000 * 64 * 8 / 1_048_576) < 1e-12)
    let area = try MemoryMap(interpreter)
    let end = area.arena.map(\.range.upperBound).max() ?? 0
    let largest = 1000 * Double(end - area.tensorAreaStart) * 8 / 1_048_576
    // Scratch memory of the running step is no activation.
    #expect(exposure.parts[1] <= largest && exposure.parts[1] > largest / 2)
    #expect(abs(exposure.activations / exposure.weights - 100) < 1e-9)
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
