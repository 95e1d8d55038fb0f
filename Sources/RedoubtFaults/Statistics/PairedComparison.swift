import Foundation

/// Two variants under the same trials: did the event become rarer?
public struct PairedComparison: Hashable, Sendable {
  /// Pairs in which only the first variant, and only the second, had the event.
  public let onlyFirst, onlySecond: Int
  /// All pairs.
  public let pairs: Int

  /// - Parameter pairs: At least 1, and at least `onlyFirst + onlySecond`.
  public init(onlyFirst: Int, onlySecond: Int, pairs: Int) {
    precondition(onlyFirst >= 0 && onlySecond >= 0 && pairs > 0 && onlyFirst + onlySecond <= pairs, "pairs")
    self.onlyFirst = onlyFirst
    self.onlySecond = onlySecond
    self.pairs = pairs
  }

  /// Rate of the first minus rate of the second.
  public var difference: Double { Double(onlyFirst - onlySecond) / Double(pairs) }

  /// Exact two-sided p value of "both variants have the event equally often": McNemar's test with the binomial
  /// distribution of the discordant pairs.
  ///
  /// - Source: Q. McNemar, Psychometrika 12, 1947; exact form, F. Mosteller, Biometrics 8, 1952.
  public var pValue: Double {
    let discordant = onlyFirst + onlySecond
    let fewer = min(onlyFirst, onlySecond)
    guard discordant > 0 else { return 1 }
    // From the largest term of the tail downwards, each from the one before, until a term adds nothing.
    var term = exp(BetaFunction.logBinomial(discordant, fewer) - Double(discordant) * log(2))
    var tail = 0.0
    var k = fewer
    while k >= 0, term > tail * 1e-18 {
      tail += term
      term *= Double(k) / Double(discordant - k + 1)
      k -= 1
    }
    return min(1, 2 * tail)
  }

  /// Score interval of the difference.
  ///
  /// - Source: T. Tango, "Equivalence test and confidence interval for the difference in proportions for the
  ///   paired-sample design", Statistics in Medicine 17, 1998.
  public func interval(confidence: Double = 0.95) -> (low: Double, high: Double) {
    let point = NormalDistribution.twoSidedPoint(confidence: confidence)
    return (bound(toward: -1, point), bound(toward: 1, point))
  }

  private func bound(toward end: Double, _ point: Double) -> Double {
    var (inside, outside) = (difference, end)
    // At the end itself the variance is 0, and the test rejects every other difference.
    guard inside != end else { return end }
    for _ in 0..<100 {
      let middle = (inside + outside) / 2
      if abs(score(middle)) > point { outside = middle } else { inside = middle }
    }
    return inside
  }

  /// Distance of the sample from a difference, in standard deviations at the likeliest rates that have this difference.
  func score(_ delta: Double) -> Double {
    let (n, b, c) = (Double(pairs), Double(onlyFirst), Double(onlySecond))
    let linear = (2 * n - b + c) * delta - b - c
    let constant = -c * delta * (1 - delta)
    let second = ((linear * linear - 8 * n * constant).squareRoot() - linear) / (4 * n)
    let variance = n * (2 * second + delta * (1 - delta))
    let distance = b - c - n * delta
    return variance > 0 ? distance / variance.squareRoot() : distance == 0 ? 0 : distance * .infinity
  }
}
