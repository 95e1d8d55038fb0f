import RedoubtFaults

/// Makes values of units from the counts of their strata.
struct InjectionValues {
  private let units: NetworkUnits
  private let strata: [(unit: Int, part: UnitPart)]
  private let shares: [Double]
  /// Strata of each operator's part: what a single unit's rate is held against.
  private let siblings: [[Int]]

  /// Trials' worth of the operator's rate in the rate of a unit.
  private static let priorTrials = 2.0

  init(_ units: NetworkUnits, _ strata: [(unit: Int, part: UnitPart)], _ faults: UnitFaults) {
    self.units = units
    self.strata = strata
    shares = strata.map { faults.share($0.unit, $0.part) }
    struct Group: Hashable {
      let operatorIndex: Int
      let part: UnitPart
    }
    let groups = Dictionary(grouping: strata.indices) {
      Group(operatorIndex: units.all[strata[$0].unit].id.operatorIndex, part: strata[$0].part)
    }
    siblings = strata.map {
      groups[Group(operatorIndex: units.all[$0.unit].id.operatorIndex, part: $0.part)] ?? []
    }
  }

  struct Combined {
    var values: [Double?]
    var intervals: [ClosedRange<Double>?]
    /// By unit and part; parts are not weighted.
    var parts: [[Double]]
  }

  /// Values over the given halves of the data; with several classes the largest share that a unit has in the total of
  /// any of them.
  func combined(_ counts: InjectionCounts, halves: ClosedRange<Int>) -> Combined {
    var best = values(counts, halves, class: 0)
    guard counts.classes > 1 else { return best }
    best.values = best.values.map { $0 == nil ? nil : 0 }
    for index in 0..<counts.classes {
      let one = values(counts, halves, class: index)
      let total = one.values.reduce(0) { $0 + ($1 ?? 0) }
      guard total > 0 else { continue }
      for unit in best.values.indices {
        guard let value = one.values[unit], let known = best.values[unit], value / total >= known else {
          continue
        }
        best.values[unit] = value / total
        best.intervals[unit] = one.intervals[unit].map { $0.lowerBound / total...$0.upperBound / total }
      }
    }
    return best
  }

  private func values(_ counts: InjectionCounts, _ halves: ClosedRange<Int>, class: Int) -> Combined {
    let found = strata.indices.map { counts.count($0, halves: halves, class: `class`) }
    var operatorRates: [Int: Double] = [:]
    let all = units.all.count
    var parts = [[Double]](repeating: [0, 0, 0], count: all)
    var samples = [[Stratum]](repeating: [], count: all)
    for (i, stratum) in strata.enumerated() {
      let leader = siblings[i].first ?? i
      if operatorRates[leader] == nil {
        let trials = siblings[i].reduce(0) { $0 + found[$1].trials }
        let events = siblings[i].reduce(0) { $0 + found[$1].events }
        operatorRates[leader] = trials > 0 ? Double(events) / Double(trials) : 0
      }
      let rate =
        (Double(found[i].events) + Self.priorTrials * (operatorRates[leader] ?? 0))
        / (Double(found[i].trials) + Self.priorTrials)
      parts[stratum.unit][stratum.part.rawValue] = shares[i] * rate
      samples[stratum.unit].append(
        Stratum(name: "", weight: shares[i], trials: found[i].trials, events: found[i].events))
    }
    var values = [Double?](repeating: nil, count: all)
    var intervals = [ClosedRange<Double>?](repeating: nil, count: all)
    let weight = 1 / Double(UnitPart.allCases.count)
    for unit in 0..<all where !samples[unit].isEmpty {
      let value = weight * parts[unit].reduce(0, +)
      values[unit] = value
      guard let estimate = StratifiedEstimate(samples[unit])?.estimate else { continue }
      let scale = weight * samples[unit].reduce(0.0) { $0 + ($1.trials > 0 ? $1.weight : 0) }
      intervals[unit] = min(value, estimate.low * scale)...max(value, estimate.high * scale)
    }
    return Combined(values: values, intervals: intervals, parts: parts)
  }
}
