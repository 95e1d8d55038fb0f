import Foundation
import RedoubtFaults
import RedoubtModel

/// What hardening took away from faults that were drawn once: estimates from trials of several targets, each with a weight.
///
/// Every trial is its own pair, so that what an input or a site has of its own drops out. Targets are independent samples.
struct PairedRates {
  /// Trials of each target.
  let ranges: [Range<Int>]
  /// Weight of each target; their sum is 1.
  let weights: [Double]

  /// Weighted mean of a number per trial.
  func mean(_ value: (Int) -> Double) -> Double {
    var sum = 0.0
    for (range, weight) in zip(ranges, weights) where !range.isEmpty {
      sum += weight * range.reduce(0) { $0 + value($1) } / Double(range.count)
    }
    return sum
  }

  /// Mean and variance of the weighted mean, trials taken as drawn independently within their target.
  func estimate(_ value: (Int) -> Double) -> (mean: Double, variance: Double) {
    var (mean, variance) = (0.0, 0.0)
    for (range, weight) in zip(ranges, weights) where range.count > 1 {
      var (sum, squares) = (0.0, 0.0)
      for i in range {
        let x = value(i)
        sum += x
        squares += x * x
      }
      let n = Double(range.count)
      mean += weight * sum / n
      variance += weight * weight * max(0, squares - sum * sum / n) / (n - 1) / n
    }
    return (mean, variance)
  }

  /// A mean with its normal interval.
  ///
  /// - Parameter further: Variance from elsewhere, such as from a finite number of random plans.
  func interval(
    _ value: (Int) -> Double, further: Double = 0, confidence: Double = 0.95
  ) -> RateEstimate {
    let (mean, variance) = estimate(value)
    let half = NormalDistribution.twoSidedPoint(confidence: confidence) * (variance + further).squareRoot()
    return RateEstimate(rate: mean, low: mean - half, high: mean + half)
  }

  /// The share of the events that went away: (weighted rate of removed events) / (weighted rate of events).
  ///
  /// A proportion of the events, each with its weight: Wilson's interval for as many events as have the same spread with one
  /// weight, (Σw)²/Σw². With equal weights these are the events themselves.
  ///
  /// - Source: effective size of a weighted sample: L. Kish, "Survey Sampling", 1965, section 11.7.
  /// - Returns: Nil without an event.
  func removedShare(
    event: (Int) -> Bool, isRemoved: (Int) -> Bool, confidence: Double = 0.95
  ) -> RateEstimate? {
    var (all, squares, removed) = (0.0, 0.0, 0.0)
    for (range, weight) in zip(ranges, weights) where !range.isEmpty {
      let one = weight / Double(range.count)
      for i in range where event(i) {
        all += one
        squares += one * one
        if isRemoved(i) { removed += one }
      }
    }
    guard all > 0 else { return nil }
    let share = min(1, removed / all)
    let interval = WilsonInterval(
      rate: share, trials: all * all / squares,
      normalPoint: NormalDistribution.twoSidedPoint(confidence: confidence))
    return RateEstimate(rate: share, low: interval.low, high: interval.high)
  }
}
