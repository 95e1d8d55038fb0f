import Foundation

/// The rate over a population from samples of its strata.
///
/// Each stratum's rate counts with its share of the population. The interval holds every rate p that the score test does
/// not reject: |estimate − p| ≤ z·sqrt(Σ W²·q(1 − q)/n), with the strata's rates q that make the sample likeliest among
/// those with ΣWq = p. With one stratum this is Wilson's interval. Strata without an event still add to the variance,
/// which is why it keeps its coverage where the estimate's own variance, and intervals combined from the strata's, do
/// not: near rate 0 and with many strata. An exhaustive stratum adds none.
///
/// - Source: score intervals for a linear function of binomial proportions, A. Martín Andrés, M. Álvarez Hernández,
///   I. Herranz Tejedor, "Inferences about a linear combination of proportions", Stat. Methods Med. Res. 20, 2011;
///   one stratum: Wilson, 1927.
public struct StratifiedEstimate: Hashable, Sendable {
  /// Over the strata that have trials.
  public let estimate: RateEstimate
  /// Strata that exist and have no trial: the estimate says nothing about them.
  public let emptyStrata: [String]
  /// Share of the population that lies in the strata with trials.
  public let coveredShare: Double

  /// - Parameter strata: Disjoint, and together the population.
  /// - Returns: Nil where no stratum has a trial.
  public init?(_ strata: [Stratum], confidence: Double = 0.95) {
    let existing = strata.filter { $0.population > 0 }
    let sampled = existing.filter { $0.trials > 0 }
    let covered = sampled.reduce(0.0) { $0 + Double($1.population) }
    guard covered > 0 else { return nil }
    emptyStrata = existing.filter { $0.trials == 0 }.map(\.name)
    coveredShare = covered / existing.reduce(0.0) { $0 + Double($1.population) }

    var known = 0.0
    var score = LikelihoodUnderRate(parts: [])
    for one in sampled {
      let weight = Double(one.population) / covered
      if one.isExhaustive {
        known += weight * Double(one.events) / Double(one.trials)
      } else {
        score.parts.append(.init(weight: weight, trials: Double(one.trials), events: Double(one.events)))
      }
    }
    let estimated = score.at(multiplier: 0).rate
    guard !score.parts.isEmpty else {
      estimate = RateEstimate(rate: known, low: known, high: known, isExact: true)
      return
    }
    let point = NormalDistribution.twoSidedPoint(confidence: confidence)
    let all = score.parts.allSatisfy { $0.events == $0.trials }
    let none = score.parts.allSatisfy { $0.events == 0 }
    estimate = RateEstimate(
      rate: known + estimated,
      low: none ? known : known + score.bound(side: 1, point: point),
      high: all ? known + estimated : min(1, known + score.bound(side: -1, point: point)))
  }
}

/// The likeliest rates of strata whose weighted sum is given, by Lagrange's multiplier.
private struct LikelihoodUnderRate {
  struct Part {
    let weight, trials, events: Double
  }

  var parts: [Part]

  /// The weighted rate that belongs to a multiplier, and the variance of the estimate there. The rate falls as the
  /// multiplier grows; 0 gives the estimate itself.
  ///
  /// For each stratum k/q − (n − k)/(1 − q) = multiplier·W, a quadratic equation with one root in 0 … 1.
  func at(multiplier: Double) -> (rate: Double, variance: Double) {
    var (rate, variance) = (0.0, 0.0)
    for one in parts {
      let a = multiplier * one.weight
      let b = one.trials + a
      let d = max(0, b * b - 4 * a * one.events).squareRoot()
      // Two forms of one root: each loses no digits where it is used.
      let q = b > 0 ? 2 * one.events / (b + d) : (b - d) / (2 * a)
      rate += one.weight * q
      variance += one.weight * one.weight * q * (1 - q) / one.trials
    }
    return (rate, variance)
  }

  /// The rate where the test begins to reject.
  ///
  /// - Parameter side: 1 for the lower bound, −1 for the upper.
  func bound(side: Double, point: Double) -> Double {
    let estimate = at(multiplier: 0).rate
    func rejects(_ multiplier: Double) -> Bool {
      let (rate, variance) = at(multiplier: multiplier)
      let distance = estimate - rate
      return distance * distance > point * point * variance
    }
    var inside = 0.0
    var outside = side * parts.reduce(0) { $0 + $1.trials }
    while !rejects(outside), abs(outside) < 1e200 { (inside, outside) = (outside, outside * 2) }
    for _ in 0..<100 {
      let middle = (inside + outside) / 2
      if middle == inside || middle == outside { break }
      if rejects(middle) { outside = middle } else { inside = middle }
    }
    return at(multiplier: outside).rate
  }
}
