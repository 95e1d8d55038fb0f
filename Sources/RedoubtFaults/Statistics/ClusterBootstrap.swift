import Foundation
import RedoubtModel

/// The rate where each fault ran on every input: faults are drawn again, not single trials, because the trials of one fault
/// resemble each other.
///
/// Bias-corrected accelerated bootstrap of the ratio events/trials, deterministic for a seed. Without an event, and with one
/// in every trial, resampling shows no spread; the bound is then the exact one for faults that act on all inputs or on none.
///
/// - Source: B. Efron, "Better bootstrap confidence intervals", JASA 82, 1987.
public enum ClusterBootstrap {
  /// Trials of one fault.
  public struct Cluster: Hashable, Sendable {
    /// Trials with the event, and all trials of the fault, at least 1.
    public let events, trials: Int

    public init(events: Int, trials: Int) {
      precondition(trials > 0 && (0...trials).contains(events), "events among trials")
      self.events = events
      self.trials = trials
    }
  }

  /// - Parameter replicates: Resamples; 2,000 give the bounds of a 95 % interval to about a tenth of its width.
  /// - Returns: Nil without clusters.
  public static func estimate(
    _ clusters: [Cluster], confidence: Double = 0.95, replicates: Int = 2000, seed: UInt64
  ) -> RateEstimate? {
    guard !clusters.isEmpty, replicates > 1 else { return nil }
    let events = clusters.reduce(0) { $0 + $1.events }
    let trials = clusters.reduce(0) { $0 + $1.trials }
    let rate = Double(events) / Double(trials)
    let tail = (1 - confidence) / 2
    if events == 0 || events == trials {
      let bound = -expm1(log(tail) / Double(clusters.count))
      return RateEstimate(rate: rate, low: events == 0 ? 0 : 1 - bound, high: events == 0 ? bound : 1)
    }
    let rates = (0..<replicates).map { resample(clusters, replicate: $0, seed: seed) }.sorted()
    let below = rates.reduce(0.0) { $0 + ($1 < rate ? 1 : $1 == rate ? 0.5 : 0) } / Double(replicates)
    let half = 0.5 / Double(replicates)
    let bias = NormalDistribution.quantile(min(1 - half, max(half, below)))
    let acceleration = acceleration(clusters, rate)
    func bound(_ probability: Double) -> Double {
      let shifted = bias + NormalDistribution.quantile(probability)
      let level = NormalDistribution.cumulative(bias + shifted / max(0.05, 1 - acceleration * shifted))
      return rates[min(replicates - 1, max(0, Int(level * Double(replicates))))]
    }
    return RateEstimate(rate: rate, low: min(rate, bound(tail)), high: max(rate, bound(1 - tail)))
  }

  private static func resample(_ clusters: [Cluster], replicate: Int, seed: UInt64) -> Double {
    // A stream of its own for each replicate, so that no replicate depends on another.
    var source = SplitMix64(state: seed ^ UInt64(replicate) &* 0xd134_2543_de82_ef95)
    var generator = SplitMix64(state: source.next())
    var (events, trials) = (0, 0)
    for _ in clusters.indices {
      let one = clusters[Int(generator.next().multipliedFullWidth(by: UInt64(clusters.count)).high)]
      events += one.events
      trials += one.trials
    }
    return Double(events) / Double(trials)
  }

  /// Skewness of the rate's influence values over six times its root: how fast the spread changes with the rate.
  private static func acceleration(_ clusters: [Cluster], _ rate: Double) -> Double {
    var (squares, cubes) = (0.0, 0.0)
    for one in clusters {
      let influence = Double(one.events) - rate * Double(one.trials)
      squares += influence * influence
      cubes += influence * influence * influence
    }
    return squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : 0
  }
}
