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
  }

  private let units: NetworkUnits
  private let ranking: Ranking
  private let costs: any HardeningCostModel
  private let exposure: FaultExposure

  /// - Parameters:
  ///   - ranking: Of these units.
  ///   - costs: Asked for budgets only.
  ///   - exposure: How much each scheme covers of a unit's value; all faults count alike by default.
  public init(
    _ units: NetworkUnits, _ ranking: Ranking, costs: any HardeningCostModel,
    exposure: FaultExposure = FaultExposure()
  ) {
    self.units = units
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
      return Result(
        plan: HardeningPlan(chosen), unitsTotal: entries.count, predictedDrop: drop, predictedBound: drop)
    case .budget(let budget):
      return try plan(budget, entries, scale, schemes)
    }
  }

  private func plan(
    _ budget: HardeningBudget, _ entries: [Ranking.Entry], _ scale: Double, _ schemes: [HardeningScheme]
  ) throws(HardeningPlanError) -> Result {
    let fixed = costs.fixedCost(of: units, schemes)
    var limits: [Double] = []
    if let flash = budget.flashBytes {
      guard flash >= fixed.flashBytes else { throw .budgetTooSmall("flash", needed: fixed.flashBytes) }
      limits.append(Double(flash - fixed.flashBytes))
    }
    if let sram = budget.sramBytes {
      guard sram >= fixed.sramBytes else { throw .budgetTooSmall("sram", needed: fixed.sramBytes) }
      limits.append(Double(sram - fixed.sramBytes))
    }
    if let time = budget.time { limits.append(time * costs.baseInstructions(of: units)) }
    var items: [[ChoiceProblem.Option]] = []
    var offered: [[HardeningScheme]] = []
    for entry in entries {
      var options: [ChoiceProblem.Option] = []
      var names: [HardeningScheme] = []
      for scheme in schemes {
        guard let unit = units[entry.unit], let cost = costs.cost(of: unit, scheme) else { continue }
        var goods: [Double] = []
        if budget.flashBytes != nil { goods.append(Double(cost.flashBytes)) }
        if budget.sramBytes != nil { goods.append(Double(cost.sramBytes)) }
        if budget.time != nil { goods.append(cost.instructions) }
        let value = scale * exposure.worth(entry, unit, scheme)
        options.append(ChoiceProblem.Option(value: value, costs: goods))
        names.append(scheme)
      }
      items.append(options)
      offered.append(names)
    }
    let solution = ChoiceSolver.solve(ChoiceProblem(items: items, limits: limits))
    var chosen: [UnitID: HardeningScheme] = [:]
    for (i, choice) in solution.choices.enumerated() {
      if let choice { chosen[entries[i].unit] = offered[i][choice] }
    }
    return Result(
      plan: HardeningPlan(chosen), unitsTotal: entries.count, predictedDrop: solution.value,
      predictedBound: solution.upperBound)
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
}

extension HardeningPlanError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .fractionOutOfRange(let fraction):
      "The fraction \(fraction) is not between 0 and 1. Write 0.2 for a fifth of the units."
    case .planesNotRanked(let score):
      "The ranking by \(score.rawValue) has no values for planes. Rank with activation or taylor, or leave out --planes."
    case .budgetTooSmall(let kind, let needed):
      "Any protection needs \(needed) bytes of \(kind) for its tables and scratch memory. Give more than \(kind)=\(needed)B."
    }
  }
}
