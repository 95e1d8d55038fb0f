/// Wilson's score interval for a proportion, without continuity correction.
///
/// - Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22, 1927.
public struct WilsonInterval: Equatable, Sendable {
  /// Bounds, 0 … 1.
  public let low, high: Double

  /// Two-sided 95 % point of the standard normal distribution.
  public static let normalPoint95 = 1.959963984540054

  /// - Parameters:
  ///   - successes: 0 … trials.
  ///   - trials: At least 1.
  ///   - normalPoint: Two-sided point of the standard normal distribution for the confidence wanted.
  public init(successes: Int, trials: Int, normalPoint: Double = normalPoint95) {
    precondition(trials > 0 && (0...trials).contains(successes), "a proportion of at least one trial")
    self.init(rate: Double(successes) / Double(trials), trials: Double(trials), normalPoint: normalPoint)
  }

  /// - Parameters:
  ///   - rate: Share of successes, 0 … 1.
  ///   - trials: As many independent trials as the sample is worth, above 0.
  ///   - normalPoint: As above.
  public init(rate: Double, trials n: Double, normalPoint: Double = normalPoint95) {
    precondition(n > 0 && (0...1).contains(rate), "a proportion of at least one trial")
    let z2 = normalPoint * normalPoint
    let centre = rate + z2 / (2 * n)
    let half = normalPoint * (rate * (1 - rate) / n + z2 / (4 * n * n)).squareRoot()
    // At both ends one bound is exact; the formula misses it by rounding.
    low = rate == 0 ? 0 : max(0, (centre - half) / (1 + z2 / n))
    high = rate == 1 ? 1 : min(1, (centre + half) / (1 + z2 / n))
  }
}
