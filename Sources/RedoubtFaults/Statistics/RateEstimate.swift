import Foundation
import RedoubtModel

/// A rate of trials with its interval.
public struct RateEstimate: Hashable, Codable, Sendable {
  /// Share of 1, and the bounds of its interval.
  public let rate, low, high: Double
  /// True where every trial that exists was made: then the rate is no estimate, and `low` and `high` equal it.
  public let isExact: Bool

  public init(rate: Double, low: Double, high: Double, isExact: Bool = false) {
    self.rate = rate
    self.low = low
    self.high = high
    self.isExact = isExact
  }

  /// Wilson's interval for a simple sample; no interval for an exhaustive one.
  ///
  /// - Returns: Nil without trials.
  public init?(events: Int, trials: Int, confidence: Double = 0.95, isExhaustive: Bool = false) {
    guard trials > 0 else { return nil }
    let rate = Double(events) / Double(trials)
    if isExhaustive {
      self.init(rate: rate, low: rate, high: rate, isExact: true)
    } else {
      let interval = WilsonInterval(
        successes: events, trials: trials,
        normalPoint: NormalDistribution.twoSidedPoint(confidence: confidence))
      self.init(rate: rate, low: interval.low, high: interval.high)
    }
  }

  /// The rate that a sample without a single event excludes: 1 − (1 − confidence)^(1/trials), near 3/trials for 95 %.
  ///
  /// One-sided and exact: at a higher rate, a sample without events had a probability below 1 − confidence.
  ///
  /// - Source: C. J. Clopper, E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case of the
  ///   binomial", Biometrika 26, 1934.
  public static func upperBoundWithoutEvents(trials: Int, confidence: Double = 0.95) -> Double {
    trials > 0 ? -expm1(log(1 - confidence) / Double(trials)) : 1
  }
}
