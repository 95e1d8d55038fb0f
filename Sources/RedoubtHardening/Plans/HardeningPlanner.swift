import RedoubtCore

/// Chooses units and schemes.
public struct HardeningPlanner: Sendable {
  /// What a plan is held to.
  public enum Goal: Equatable, Sendable {
    /// The best round(F × units) units.
    case fraction(Double)
    /// The largest predicted drop of silent corruption at this cost.
    case budget(HardeningBudget)
  }

  /// A plan and what is expected of it.
  public struct Result: Equatable, Sendable {
    /// Chosen units with their schemes; may be empty.
    public let plan: HardeningPlan
    /// Units that could take part.
    public let unitsTotal: Int
    /// Worth of what is protected (`FaultExposure`), as a share of the worth of all units that could take part.
    public let predictedDrop: Double
    /// No plan within the budget predicts more; equal to `predictedDrop` where the optimum is proven.
    public let predictedBound: Double
    /// What the linked image is expected to have more.
    public let predictedCost: UnitCost
    /// The instructions of `predictedCost` as a share of an inference without protection.
    public let predictedTime: Double
  }

  private let units: NetworkUnits
  private let ranking: Ranking
  private let costs: HardeningCosts
  private let exposure: FaultExposure

  /// - Parameters:
  ///   - ranking: Of the units that `costs` knows.
  ///   - exposure: How much each scheme covers of a unit's value; all faults count alike by default.
  public init(
    _ ranking: Ranking, costs: HardeningCosts, exposure: FaultExposure = FaultExposure()
  ) {
    units = costs.units
    self.ranking = ranking
    self.costs = costs
    self.exposure = exposure
  }

  /// - Parameters:
  ///   - schemes: That may be used, at least one; for a fraction the first is. Planes always get `tmrActivations`.
  ///   - withPlanes: Whether plane units take part.
  /// - Throws: `HardeningPlanError`.
  public func plan(
    _ goal: Goal, schemes: [HardeningScheme], withPlanes: Bool
  ) throws(HardeningPlanError) -> Result {
    let entries = ranking.entries.filter { withPlanes || !(units[$0.unit]?.isPlane ?? true) }
    if withPlanes, !entries.contains(where: { units[$0.unit]?.isPlane ?? false }) {
      throw .planesNotRanked(ranking.score)
    }
    // Values are compared with each other only; negative ones say that protection would harm.
    let total = entries.reduce(0) { $0 + exposure.total($1) }
    let scale = total > 0 ? 1 / total : 0
    switch goal {
    case .fraction(let fraction):
      guard (0...1).contains(fraction) else { throw .fractionOutOfRange(fraction) }
      let count = Int((fraction * Double(entries.count)).rounded())
      var chosen: [UnitID: HardeningScheme] = [:]
      var drop = 0.0
      for entry in entries.prefix(count) {
        guard let unit = units[entry.unit] else { continue }
        let scheme = unit.isPlane ? .tmrActivations : schemes[0]
        chosen[entry.unit] = scheme
        drop += scale * exposure.worth(entry, unit, scheme)
      }
      return result(chosen, entries.count, drop, bound: drop)
    case .budget(let budget):
      return try plan(budget, entries, scale, schemes)
    }
  }

  private func plan(
    _ budget: HardeningBudget, _ entries: [Ranking.Entry], _ scale: Double, _ schemes: [HardeningScheme]
  ) throws(HardeningPlanError) -> Result {
    let least = costs.cost(of: .image)
    if let flash = budget.flashBytes, flash < least.flashBytes {
      throw .budgetTooSmall("flash", needed: least.flashBytes)
    }
    if let sram = budget.sramBytes, sram < least.sramBytes {
      throw .budgetTooSmall("sram", needed: least.sramBytes)
    }
    if let time = budget.time, time * costs.baseInstructions < least.instructions {
      throw .timeTooShort(needed: least.instructions / costs.baseInstructions)
    }
    var items: [BudgetSearch.Item] = []
    for entry in entries {
      guard let unit = units[entry.unit] else { continue }
      let options = schemes.compactMap { scheme -> BudgetSearch.Option? in
        let value = scale * exposure.worth(entry, unit, scheme)
        return BudgetSearch.Option(unit, scheme, value: value, costs)
      }
      items.append(BudgetSearch.Item(unit: unit, options: options))
    }
    let found = BudgetSearch(items, budget, costs).best()
    return result(found.schemes, entries.count, found.value, bound: found.upperBound)
  }

  private func result(
    _ schemes: [UnitID: HardeningScheme], _ count: Int, _ drop: Double, bound: Double
  ) -> Result {
    let plan = HardeningPlan(schemes)
    let cost = costs.cost(of: plan)
    let time = costs.baseInstructions > 0 ? cost.instructions / costs.baseInstructions : 0
    return Result(
      plan: plan, unitsTotal: count, predictedDrop: drop, predictedBound: bound, predictedCost: cost,
      predictedTime: time)
  }
}

/// Why there is no plan.
public enum HardeningPlanError: Error, Equatable {
  /// Not within 0 … 1.
  case fractionOutOfRange(Double)
  /// Planes were asked for, and the score has no values for them.
  case planesNotRanked(ScoreName)
  /// Less than any plan needs; `needed` in bytes.
  case budgetTooSmall(String, needed: Int)
  /// Less time than the votes of any plan take; `needed` as a share of an inference.
  case timeTooShort(needed: Double)
}

extension HardeningPlanError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .fractionOutOfRange(let fraction):
      "The fraction \(fraction) is not between 0 and 1. Write 0.2 for a fifth of the units."
    case .planesNotRanked(let score):
      "The ranking by \(score.rawValue) has no values for planes. Rank with activation or taylor, or leave out --planes."
    case .budgetTooSmall(let kind, let needed):
      "Any protection needs \(needed) bytes of \(kind) for code that votes, tables and counters. Give more than"
        + " \(kind)=\(needed)B."
    case .timeTooShort(let needed):
      "Any protection takes \((needed * 10000).rounded(.up) / 100) % more instructions for looks into its table. Give"
        + " more time, or leave it out."
    }
  }
}
