import Foundation

/// Intervals for a rate that stay valid however often one looks, and whenever one stops.
///
/// For each rate p, the beta-binomial mixture M(p) = B(½ + k, ½ + n − k) / (B(½, ½)·pᵏ(1 − p)ⁿ⁻ᵏ) is a martingale that
/// starts at 1 if p is true. By Ville's inequality it ever reaches 1/α with probability at most α. The interval holds the
/// rates that it has not reached: all intervals of a run hold the true rate at once with at least the confidence.
///
/// - Source: H. Robbins, "Statistical methods related to the law of the iterated logarithm", Ann. Math. Statist. 41, 1970.
public struct ConfidenceSequence: Hashable, Sendable {
  /// Least chance that all intervals of a run hold the true rate at once, 0 … 1.
  public let confidence: Double
  /// Trials so far, and those with the event.
  public private(set) var trials = 0
  /// Trials with the event so far.
  public private(set) var events = 0

  /// - Parameter confidence: Between 0 and 1, both excluded.
  public init(confidence: Double = 0.95) {
    precondition(confidence > 0 && confidence < 1, "a confidence between 0 and 1")
    self.confidence = confidence
  }

  /// Adds trials in any portions; when to add or to stop may depend on everything seen so far.
  public mutating func add(trials: Int, events: Int) {
    precondition((0...trials).contains(events), "events among trials")
    self.trials += trials
    self.events += events
  }

  /// The interval now; 0 … 1 before the first trial.
  public var estimate: RateEstimate {
    guard trials > 0 else { return RateEstimate(rate: 0, low: 0, high: 1) }
    let rate = Double(events) / Double(trials)
    return RateEstimate(
      rate: rate, low: events == 0 ? 0 : bound(rate, 0), high: events == trials ? 1 : bound(rate, 1))
  }

  /// Whether half the interval is at most a margin, or a share of the rate.
  public func isWithin(margin: Double) -> Bool { (estimate.high - estimate.low) / 2 <= margin }
  /// Whether half the interval is at most so much of the rate.
  public func isWithin(relativeMargin: Double) -> Bool {
    let now = estimate
    return events > 0 && (now.high - now.low) / 2 <= relativeMargin * now.rate
  }

  /// Whether a rate lies outside the interval: ln M(p) ≥ ln 1/α.
  func excludes(_ rate: Double) -> Bool {
    let (k, n) = (Double(events), Double(trials))
    let likelihood = (k > 0 ? k * log(rate) : 0) + (n > k ? (n - k) * log1p(-rate) : 0)
    let mixture = BetaFunction.logarithm(0.5 + k, 0.5 + n - k) - BetaFunction.logarithm(0.5, 0.5)
    return mixture - likelihood >= -log(1 - confidence)
  }

  /// ln M is convex in p with its minimum at the rate, so each side has one bound.
  private func bound(_ rate: Double, _ end: Double) -> Double {
    var (inside, outside) = (rate, end)
    for _ in 0..<100 {
      let middle = (inside + outside) / 2
      if excludes(middle) { outside = middle } else { inside = middle }
    }
    return outside
  }
}
