import Foundation
import RedoubtFaults

/// Makes the result of a study from its outcomes and cells.
struct StudyAnalysis {
  let manifest: StudyManifest
  let faults: StudyFaults
  let outcomes: StudyOutcomes
  let network: NetworkUnits
  let plans: StudyPlans
  let cells: [StudyCellResult]
  let baseInstructions: Double
  let accuracy: Double?
  /// Upsets in FIT of each target that pass its memory's code.
  let fits: [Double]
  let assumptions: [MissionEstimate.Assumption]

  private var options: StudyOptions { manifest.options }

  /// Plans of one score, basis and fraction.
  private struct Group {
    let score: ScoreName
    let basis: StudyCell.Basis
    let fraction: Double
    let cells: [StudyCellResult]
    /// By plan, whether each trial ends in silent corruption.
    let events: [[Bool]]

    /// Share of the plans under which a trial ends in silent corruption.
    func share(_ trial: Int) -> Double {
      events.count == 1
        ? (events[0][trial] ? 1 : 0)
        : events.reduce(0.0) { $0 + ($1[trial] ? 1 : 0) } / Double(max(1, events.count))
    }
  }

  private var counted: PairedRates {
    PairedRates(
      ranges: faults.ranges,
      weights: faults.ranges.map { _ in 1 / Double(faults.ranges.count) })
  }

  private var weighted: PairedRates {
    let sum = fits.reduce(0, +)
    return PairedRates(ranges: faults.ranges, weights: fits.map { sum > 0 ? $0 / sum : 0 })
  }

  func result() -> StudyResult {
    let plain = outcomes.plain.map(\.isSilentCorruption)
    var rows: [StudyResult.Row] = []
    var comparisons: [StudyResult.Comparison] = []
    for basis in StudyCell.Basis.allCases {
      for fraction in options.fractions {
        let groups = options.scores.map { group($0, basis, fraction) }
        rows += groups.map { row($0, plain) }
        comparisons += compare(groups, plain)
      }
    }
    return StudyResult(
      manifest: manifest, unitsTotal: plans.unitCount, baseInstructions: baseInstructions,
      accuracy: accuracy, targets: targets(plain), rows: rows, comparisons: comparisons,
      assumptions: assumptions)
  }

  private func targets(_ plain: [Bool]) -> [StudyResult.Target] {
    options.targets.enumerated().map { i, target in
      let range = faults.ranges[i]
      let sdc = range.reduce(0) { $0 + (plain[$1] ? 1 : 0) }
      let rate =
        RateEstimate(events: sdc, trials: range.count) ?? RateEstimate(rate: 0, low: 0, high: 1)
      return StudyResult.Target(
        target: target, trials: range.count, sdc: sdc, rate: rate, fit: fits[i], sdcFit: fits[i] * rate.rate)
    }
  }

  private func group(_ score: ScoreName, _ basis: StudyCell.Basis, _ fraction: Double) -> Group {
    let own = cells.filter {
      $0.cell.score == score && $0.cell.basis == basis && $0.cell.fraction == fraction
    }
    let events = own.map { one in
      let plan = plans.plan(one.cell).plan
      let isProtected = network.all.map { plan.schemes[$0.id] != nil }
      return outcomes.plain.indices.map { trial in
        let unit = faults.units[trial]
        return outcomes.outcome(trial, isProtected: unit >= 0 && isProtected[unit]).isSilentCorruption
      }
    }
    return Group(score: score, basis: basis, fraction: fraction, cells: own, events: events)
  }

  // MARK: Rows

  private func row(_ group: Group, _ plain: [Bool]) -> StudyResult.Row {
    func mean(_ value: (StudyCellResult) -> Double) -> Double {
      group.cells.reduce(0) { $0 + value($1) } / Double(max(1, group.cells.count))
    }
    let none = RateEstimate(rate: 0, low: 0, high: 1)
    let sumOfFits = fits.reduce(0, +)
    let first = group.events.first ?? []
    let paired = PairedComparison(
      onlyFirst: plain.indices.reduce(0) { $0 + (plain[$1] && !first[$1] ? 1 : 0) },
      onlySecond: plain.indices.reduce(0) { $0 + (!plain[$1] && first[$1] ? 1 : 0) },
      pairs: max(1, plain.count))
    let tango = paired.interval()
    let trials = mean { Double($0.bitErrorTrials) } * Double(group.cells.count)
    let right = mean { Double($0.bitErrorRight) } * Double(group.cells.count)
    return StudyResult.Row(
      score: group.score, basis: group.basis, fraction: group.fraction, plans: group.cells.count,
      units: mean { Double($0.units) }, predictedDrop: mean(\.predicted),
      drop: drop(group, plain, counted) ?? none, fitDrop: drop(group, plain, weighted) ?? none,
      residualRate: counted.mean(group.share),
      difference: RateEstimate(rate: paired.difference, low: tango.low, high: tango.high),
      pValue: paired.pValue, residualFit: sumOfFits * weighted.mean(group.share),
      targets: options.targets.enumerated().map { i, target in
        let one = PairedRates(ranges: [faults.ranges[i]], weights: [1])
        let residual = faults.ranges[i].reduce(0.0) { $0 + group.share($1) }
        return StudyResult.TargetDrop(
          target: target, residual: residual,
          residualRate: residual / Double(max(1, faults.ranges[i].count)), drop: drop(group, plain, one))
      }, flashBytes: mean { Double($0.flashBytes) }, sramBytes: mean { Double($0.sramBytes) },
      instructions: mean(\.instructions),
      instructionOverhead: baseInstructions > 0 ? mean(\.instructions) / baseInstructions : 0,
      macOverhead: mean(\.macOverhead),
      bitErrorAccuracy: RateEstimate(events: Int(right.rounded()), trials: Int(trials.rounded())),
      checked: group.cells.reduce(0) { $0 + $1.checked },
      strayed: group.cells.reduce(0) { $0 + $1.strayed })
  }

  /// Share of the silent corruption that went away; for several plans the mean, with an interval that holds their spread.
  private func drop(_ group: Group, _ plain: [Bool], _ rates: PairedRates) -> RateEstimate? {
    let drops = group.events.compactMap { events in
      rates.removedShare(event: { plain[$0] }, isRemoved: { !events[$0] })
    }
    guard drops.count > 1 else { return drops.first }
    let mean = drops.reduce(0) { $0 + $1.rate } / Double(drops.count)
    // Distances to the bounds add as squares: what one plan leaves open, and how plans differ.
    let spread = NormalDistribution.twoSidedPoint(confidence: 0.95) * standardError(drops.map(\.rate))
    func bound(_ distance: (RateEstimate) -> Double) -> Double {
      let sample = drops.reduce(0) { $0 + distance($1) } / Double(drops.count)
      return (sample * sample + spread * spread).squareRoot()
    }
    return RateEstimate(
      rate: mean, low: max(0, mean - bound { $0.rate - $0.low }),
      high: min(1, mean + bound { $0.high - $0.rate }))
  }

  /// Standard error of the mean of independent numbers.
  private func standardError(_ values: [Double]) -> Double {
    guard values.count > 1 else { return 0 }
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1) / n).squareRoot()
  }

  // MARK: Comparisons

  private func compare(_ groups: [Group], _ plain: [Bool]) -> [StudyResult.Comparison] {
    guard let random = groups.first(where: { $0.score == .random }) else { return [] }
    let others = groups.filter { $0.score != .random && !$0.events.isEmpty }
    let confidence = MultipleComparisons.confidence(each: others.count)
    let sumOfFits = fits.reduce(0, +)
    let base = counted.mean { plain[$0] ? 1 : 0 }
    let residuals = others.map { counted.mean($0.share) }
    guard let least = residuals.min(), let best = residuals.firstIndex(of: least) else { return [] }
    let pValues = others.map { pValue(random, $0) }
    let adjusted = MultipleComparisons.holm(pValues)
    func advantage(_ group: Group, _ rates: PairedRates) -> RateEstimate {
      let spread = standardError(
        random.events.map { events in rates.mean { events[$0] ? 1 : 0 } })
      return rates.interval(
        { random.share($0) - group.share($0) }, further: spread * spread, confidence: confidence)
    }
    return others.enumerated().map { i, group in
      let counts = advantage(group, counted)
      let fit = advantage(group, weighted)
      return StudyResult.Comparison(
        score: group.score, basis: group.basis, fraction: group.fraction, advantage: counts,
        fitAdvantage: RateEstimate(
          rate: fit.rate * sumOfFits, low: fit.low * sumOfFits, high: fit.high * sumOfFits),
        pValue: pValues[i], adjustedPValue: adjusted[i],
        advantageShare: base > 0 ? counts.rate / base : 0,
        isClear: counts.low > 0 && adjusted[i] < 0.05,
        behindBest: counted.interval(
          { group.share($0) - others[best].share($0) }, confidence: confidence), isBest: i == best)
    }
  }

  /// Exact McNemar tests of a plan against each random one, joined by twice their mean, which holds whatever the tests
  /// have in common.
  ///
  /// - Source: V. Vovk, R. Wang, "Combining p-values via averaging", Biometrika 107, 2020.
  private func pValue(_ random: Group, _ group: Group) -> Double {
    guard let own = group.events.first, !random.events.isEmpty else { return 1 }
    let sum = random.events.reduce(0.0) { sum, events in
      var (onlyRandom, onlyOwn) = (0, 0)
      for i in own.indices where own[i] != events[i] {
        if own[i] { onlyOwn += 1 } else { onlyRandom += 1 }
      }
      return sum
        + PairedComparison(onlyFirst: onlyRandom, onlySecond: onlyOwn, pairs: max(1, own.count)).pValue
    }
    return min(1, 2 * sum / Double(random.events.count))
  }
}
