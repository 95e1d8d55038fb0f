import RedoubtCore
import RedoubtModel

/// The plans of a study, made from its rankings.
struct StudyPlans {
  private let units: NetworkUnits
  private let options: StudyOptions
  private let costs: HardeningCosts
  /// Units of each ranking, most critical first, with the share of the score's sum that each has.
  private let orders: [ScoreName: [[(id: UnitID, share: Double)]]]

  /// - Parameter rankings: One per score, and as many as plans for `random`.
  init(
    _ options: StudyOptions, costs: HardeningCosts,
    rankings: [ScoreName: [Ranking]]
  ) {
    let units = costs.units
    self.units = units
    self.options = options
    self.costs = costs
    orders = rankings.mapValues { list in
      list.map { ranking in
        let entries = ranking.entries.filter { entry in
          guard let unit = units[entry.unit] else { return false }
          return options.withPlanes || !unit.isPlane
        }
        let total = entries.reduce(0) { $0 + max(0, $1.value) }
        return entries.map { ($0.unit, total > 0 ? max(0, $0.value) / total : 0) }
      }
    }
  }

  /// Units that may take part.
  var unitCount: Int { orders.values.first?.first?.count ?? 0 }

  /// All cells in their order.
  var cells: [StudyCell] {
    var cells: [StudyCell] = []
    for basis in StudyCell.Basis.allCases {
      for score in options.scores {
        for fraction in options.fractions {
          for number in 0..<(score == .random ? options.randomPlans : 1) {
            cells.append(StudyCell(score: score, basis: basis, fraction: fraction, number: number))
          }
        }
      }
    }
    return cells
  }

  /// What a unit is protected by.
  func scheme(_ id: UnitID) -> HardeningScheme {
    units[id]?.isPlane == true ? .tmrActivations : options.scheme
  }

  private func cost(_ id: UnitID) -> UnitCost {
    units[id].flatMap { costs.cost(of: $0, scheme(id)) } ?? UnitCost()
  }

  /// What `random` spends on a fraction of the units, on average.
  private func budget(_ fraction: Double) -> Double {
    let orders = orders[.random] ?? []
    let count = Int((fraction * Double(unitCount)).rounded())
    let sum = orders.reduce(0.0) { sum, order in
      sum + order.prefix(count).reduce(0) { $0 + options.costBasis.amount(cost($1.id)) }
    }
    return sum / Double(max(1, orders.count))
  }

  /// The plan of a cell, with the share of the score's sum that it takes in.
  ///
  /// At equal cost units are taken in the order of score per cost as long as they fit, one that does not being passed over:
  /// near the best that the budget buys. `random` keeps its own order, in which cost has no part.
  func plan(_ cell: StudyCell) -> (plan: HardeningPlan, predicted: Double, instructions: Double) {
    guard let lists = orders[cell.score], lists.indices.contains(cell.number) else {
      return (HardeningPlan([:]), 0, 0)
    }
    var chosen: [(id: UnitID, share: Double)] = []
    switch cell.basis {
    case .units:
      chosen = Array(lists[cell.number].prefix(Int((cell.fraction * Double(unitCount)).rounded())))
    case .cost:
      // Sums in another order differ in their last bits.
      var left = budget(cell.fraction) * (1 + 1e-9)
      // Random plans keep their own order, in which cost has no part.
      let list = lists[cell.number].enumerated().map { rank, unit in
        let amount = options.costBasis.amount(cost(unit.id))
        let yield = cell.score != .random && unit.share > 0 ? unit.share / amount : 0
        return (unit: unit, rank: rank, amount: amount, yield: yield)
      }
      let byYield = list.sorted { ($1.yield, $0.rank) < ($0.yield, $1.rank) }
      for one in byYield where one.amount <= left {
        left -= one.amount
        chosen.append(one.unit)
      }
    }
    // An empty budget buys nothing, not even what is free.
    if cell.fraction == 0 { chosen = [] }
    let schemes = Dictionary(uniqueKeysWithValues: chosen.map { ($0.id, scheme($0.id)) })
    return (
      HardeningPlan(schemes), chosen.reduce(0) { $0 + $1.share },
      chosen.reduce(0) { $0 + cost($1.id).instructions }
    )
  }

  /// Every unit that may take part is protected.
  var everything: HardeningPlan {
    let ids = (orders.values.first?.first ?? []).map(\.id)
    return HardeningPlan(Dictionary(uniqueKeysWithValues: ids.map { ($0, scheme($0)) }))
  }
}
