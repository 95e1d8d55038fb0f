import RedoubtCore

/// Chooses schemes of units for the most value within limits, where units share costs: a knapsack problem with fixed charges,
/// and with planes that take turns in memory.
///
/// A relaxation has each charge divided among all units that could pay it, and memory as a mean over the steps: no plan
/// within the limits is worth more than its optimum. For a plan, charges are divided among the units that were chosen last,
/// until that no longer finds a better one (dynamic slope scaling); each choice is then repaired and filled up by its exact
/// cost. Few units are searched in full.
///
/// - Source: D. Kim, P. M. Pardalos, "A solution approach to the fixed charge network flow problem using a dynamic slope
///   scaling procedure", Operations Research Letters 24, 1999.
struct BudgetSearch {
  /// One way to protect a unit.
  struct Option {
    let scheme: HardeningScheme
    let value: Double
    let cost: UnitCost
    let charges: [ProtectionCharge]

    /// Nil where the scheme does not apply to the unit, or protects nothing of worth.
    init?(_ unit: NetworkUnit, _ scheme: HardeningScheme, value: Double, _ costs: HardeningCosts) {
      guard value > 0, let cost = costs.cost(of: unit, scheme) else { return nil }
      self.scheme = scheme
      self.value = value
      self.cost = cost
      charges = costs.charges(of: unit, scheme)
    }
  }

  struct Item {
    let unit: NetworkUnit
    let options: [Option]
  }

  /// What was found.
  struct Found {
    var schemes: [UnitID: HardeningScheme] = [:]
    var value = 0.0
    /// No plan within the limits is worth more.
    var upperBound = Double.infinity
  }

  private let items: [Item]
  private let costs: HardeningCosts
  /// The limited goods among flash, SRAM and instructions, and how much of each there is.
  private let goods: [Int]
  private let limits: [Double]
  private let chargeCosts: [ProtectionCharge: UnitCost]
  /// Units that could pay a charge.
  private let payers: [ProtectionCharge: Int]
  private let stepCount: Int

  /// Times that charges are divided anew.
  private static let rounds = 5
  /// Units up to which every plan is considered, and partial plans that this may take.
  private static let fewUnits = 20, nodeLimit = 300_000

  init(_ items: [Item], _ budget: HardeningBudget, _ costs: HardeningCosts) {
    self.items = items.filter { !$0.options.isEmpty }
    self.costs = costs
    let all = [
      budget.flashBytes.map(Double.init), budget.sramBytes.map(Double.init),
      budget.time.map { $0 * costs.baseInstructions },
    ]
    goods = all.indices.filter { all[$0] != nil }
    limits = all.compactMap(\.self)
    var payers: [ProtectionCharge: Int] = [:]
    for item in self.items {
      for charge in Set(item.options.flatMap(\.charges)) { payers[charge, default: 0] += 1 }
    }
    self.payers = payers
    chargeCosts = Dictionary(uniqueKeysWithValues: payers.keys.map { ($0, costs.cost(of: $0)) })
    stepCount = 1 + (items.map(\.unit.plane.life.upperBound).max() ?? 0)
  }

  /// The limited goods of a cost.
  private func goods(_ cost: UnitCost) -> [Double] {
    let all = [Double(cost.flashBytes), Double(cost.sramBytes), cost.instructions]
    return goods.map { all[$0] }
  }

  private func fits(_ cost: UnitCost) -> Bool { zip(goods(cost), limits).allSatisfy { $0 <= $1 } }

  // MARK: Relaxation

  /// The problem with charges divided and memory weighted.
  ///
  /// - Parameters:
  ///   - shares: Of a charge that a unit pays.
  ///   - weights: Of the steps in the mean of memory; they add up to 1.
  private func problem(_ shares: [ProtectionCharge: Double], _ weights: [Double]) -> ChoiceProblem {
    let items = items.map { item in
      let weight = item.unit.plane.life.reduce(0) { $0 + weights[$1] }
      return item.options.map { option in
        var sum = [
          Double(option.cost.flashBytes), Double(option.cost.sramBytes) * weight, option.cost.instructions,
        ]
        for charge in option.charges where charge != .image {
          guard let cost = chargeCosts[charge], let share = shares[charge] else { continue }
          sum[0] += share * Double(cost.flashBytes)
          sum[1] += share * Double(cost.sramBytes)
          sum[2] += share * cost.instructions
        }
        return ChoiceProblem.Option(value: option.value, costs: goods.map { sum[$0] })
      }
    }
    let least = goods(costs.cost(of: .image))
    return ChoiceProblem(items: items, limits: zip(limits, least).map { max(0, $0 - $1) })
  }

  func best() -> Found {
    var best = Found()
    let relaxedShares = payers.mapValues { 1 / Double($0) }
    var (shares, weights) = (relaxedShares, [Double](repeating: 1 / Double(stepCount), count: stepCount))
    var relaxed = problem(shares, weights)
    for _ in 0..<Self.rounds {
      best.upperBound = min(best.upperBound, ChoiceSolver.relaxation(relaxed).bound)
      let plan = improved(ChoiceSolver.relaxation(problem(shares, weights)).choices, &best)
      for (charge, users) in plan.chargeUsers { shares[charge] = 1 / Double(users) }
      weights = Self.moved(weights, towards: plan.bankLoads)
      relaxed = problem(relaxedShares, weights)
      if isProven(best) { break }
    }
    if !isProven(best) {
      let solution = ChoiceSolver.solve(relaxed)
      best.upperBound = min(best.upperBound, solution.upperBound)
      _ = improved(solution.choices, &best)
      _ = improved(ChoiceSolver.solve(problem(shares, weights)).choices, &best)
    }
    if items.count <= Self.fewUnits, !isProven(best) { searchInFull(relaxed, &best) }
    if isProven(best) { best.upperBound = best.value }
    return best
  }

  private func isProven(_ found: Found) -> Bool { found.value >= found.upperBound * (1 - 1e-12) }

  /// Steps in which much memory is in use weigh more.
  private static func moved(_ weights: [Double], towards loads: [Int]) -> [Double] {
    let peak = Double(max(1, loads.max() ?? 1))
    let moved = zip(weights, loads).map { $0 * exp2(4 * (Double($1) / peak - 1)) }
    let sum = moved.reduce(0, +)
    return moved.map { $0 / sum }
  }

  private static func exp2(_ x: Double) -> Double {
    let whole = x.rounded(.down)
    // Between powers of two a straight line will do.
    return Double(sign: .plus, exponent: Int(whole), significand: 1 + (x - whole))
  }

  // MARK: Exact costs

  /// Makes a choice fit, fills it up, and keeps it where it is the best.
  private func improved(_ choices: [Int?], _ best: inout Found) -> PlanCost {
    var plan = PlanCost(costs)
    for (item, choice) in zip(items, choices) {
      if let choice { plan.set(item.unit, item.options[choice].scheme) }
    }
    repair(&plan)
    fill(&plan)
    // Planes may need more memory than they fill where their lives leave gaps.
    while !fits(laidOut(plan)),
      let last = items.last(where: { plan.schemes[$0.unit.id]?.replicatesActivations ?? false })
    {
      plan.set(last.unit, nil)
    }
    let value = value(plan)
    if value > best.value { (best.schemes, best.value) = (plan.schemes, value) }
    return plan
  }

  private func value(_ plan: PlanCost) -> Double {
    items.reduce(0) { sum, item in
      sum + (item.options.first { $0.scheme == plan.schemes[item.unit.id] }?.value ?? 0)
    }
  }

  /// The cost with the activation banks as they are written.
  private func laidOut(_ plan: PlanCost) -> UnitCost {
    var cost = plan.total
    guard goods.contains(1) else { return cost }
    let replicated = items.filter { plan.schemes[$0.unit.id]?.replicatesActivations ?? false }
    cost.sramBytes += 2 * (ActivationBanks(replicated.map(\.unit)).byteCount - (plan.bankLoads.max() ?? 0))
    return cost
  }

  /// Takes out what brings least for what it costs of the goods that are exceeded.
  private func repair(_ plan: inout PlanCost) {
    while true {
      let exceeded = zip(goods(plan.total), limits).map { $0 > $1 }
      guard exceeded.contains(true) else { return }
      var chosen: [(item: Int, yield: Double)] = []
      for (i, item) in items.enumerated() {
        guard let option = item.options.first(where: { $0.scheme == plan.schemes[item.unit.id] }) else {
          continue
        }
        let spent = spent(option, item.unit, plan, exceeded)
        if spent > 0 { chosen.append((i, option.value / spent)) }
      }
      guard !chosen.isEmpty else {
        for item in items { plan.set(item.unit, nil) }
        return
      }
      chosen.sort { ($0.yield, $0.item) < ($1.yield, $1.item) }
      // A part of them at a time: what is left may share its charges otherwise.
      for one in chosen.prefix(1 + chosen.count / 20) {
        plan.set(items[one.item].unit, nil)
        if fits(plan.total) { return }
      }
    }
  }

  /// What an option takes of the goods asked for, as shares of their limits, with its part of what it shares.
  private func spent(_ option: Option, _ unit: NetworkUnit, _ plan: PlanCost, _ isCounted: [Bool]) -> Double {
    var cost = option.cost
    let peak = plan.bankLoads.max() ?? 0
    if unit.plane.life.allSatisfy({ plan.bankLoads[$0] < peak }) { cost.sramBytes = 0 }
    for charge in option.charges where charge != .image {
      guard let shared = chargeCosts[charge] else { continue }
      let users = Double(max(1, plan.chargeUsers[charge] ?? 1))
      cost.flashBytes += Int(Double(shared.flashBytes) / users)
      cost.instructions += shared.instructions / users
    }
    var sum = 0.0
    for (k, amount) in goods(cost).enumerated() where isCounted[k] { sum += amount / max(1, limits[k]) }
    return sum
  }

  /// Adds what brings most for what it costs, as long as it fits; an option may take the place of a lesser one.
  private func fill(_ plan: inout PlanCost) {
    let all = limits.map { _ in true }
    var candidates: [(item: Int, option: Int, yield: Double)] = []
    for (i, item) in items.enumerated() {
      for (k, option) in item.options.enumerated() {
        candidates.append((i, k, option.value / max(1e-12, spent(option, item.unit, plan, all))))
      }
    }
    candidates.sort { ($1.yield, $0.item, $0.option) < ($0.yield, $1.item, $1.option) }
    for one in candidates {
      let (unit, options) = (items[one.item].unit, items[one.item].options)
      let (old, option) = (plan.schemes[unit.id], options[one.option])
      let oldOption = options.first { $0.scheme == old }
      guard option.value > oldOption?.value ?? 0 else { continue }
      if oldOption == nil {
        let left = zip(limits, goods(plan.total)).map { $0 - $1 }
        var least = option.cost
        least.sramBytes = 0
        guard zip(goods(least), left).allSatisfy({ $0 <= $1 }) else { continue }
      }
      plan.set(unit, option.scheme)
      if !fits(plan.total) { plan.set(unit, old) }
    }
  }

  // MARK: Few units

  /// Considers every plan that the relaxation does not rule out.
  private func searchInFull(_ relaxed: ChoiceProblem, _ best: inout Found) {
    let (prices, _, _) = ChoiceSolver.relaxation(relaxed)
    func price(_ costs: [Double]) -> Double { zip(costs, prices).reduce(0) { $0 + $1.0 * $1.1 } }
    func profit(_ option: ChoiceProblem.Option) -> Double { option.value - price(option.costs) }
    let order = items.indices.sorted { a, b in
      (items[b].options.map(\.value).max() ?? 0, a) < (items[a].options.map(\.value).max() ?? 0, b)
    }
    var rest = [Double](repeating: 0, count: order.count + 1)
    for k in order.indices.reversed() {
      rest[k] = rest[k + 1] + (relaxed.items[order[k]].map(profit).max().map { max(0, $0) } ?? 0)
    }
    var (nodes, found, plan) = (0, best, PlanCost(costs))
    func descend(_ depth: Int, _ value: Double, _ left: [Double]) {
      nodes += 1
      guard nodes <= Self.nodeLimit else { return }
      if value > found.value, fits(laidOut(plan)) { (found.schemes, found.value) = (plan.schemes, value) }
      guard depth < order.count, value + rest[depth] + price(left) > found.value + 1e-12 else { return }
      let item = items[order[depth]]
      let options = relaxed.items[order[depth]]
      for k in options.indices.sorted(by: { profit(options[$0]) > profit(options[$1]) }) {
        let after = zip(left, options[k].costs).map { $0 - $1 }
        guard after.allSatisfy({ $0 >= -1e-9 }) else { continue }
        plan.set(item.unit, item.options[k].scheme)
        descend(depth + 1, value + options[k].value, after)
      }
      plan.set(item.unit, nil)
      descend(depth + 1, value, left)
    }
    descend(0, 0, relaxed.limits)
    best = found
    if nodes <= Self.nodeLimit { best.upperBound = best.value }
  }
}
