/// Failures in 10⁹ device hours, with the interval that the sample leaves. Nothing else is in the interval: raw rates and
/// other assumptions shift all three.
public struct FailureRate: Hashable, Sendable {
  /// Failures in 10⁹ hours, and what the sample leaves open.
  public let fit, low, high: Double

  public init(fit: Double, low: Double, high: Double) {
    self.fit = fit
    self.low = low
    self.high = high
  }

  /// A measured rate times a factor that is taken as known, plus a known rate.
  init(_ rate: RateEstimate, times factor: Double, plus constant: Double = 0) {
    self.init(
      fit: rate.rate * factor + constant, low: rate.low * factor + constant,
      high: rate.high * factor + constant
    )
  }

  /// The sum of rates from independent samples: distances to the bounds add as squares.
  ///
  /// - Source: G. Y. Zou, A. Donner, "Construction of confidence limits about effect measures", Statistics in Medicine
  ///   27, 2008.
  static func sum(_ rates: [FailureRate]) -> FailureRate {
    let total = rates.reduce(0) { $0 + $1.fit }
    let below = rates.reduce(0) { $0 + ($1.fit - $1.low) * ($1.fit - $1.low) }.squareRoot()
    let above = rates.reduce(0) { $0 + ($1.high - $1.fit) * ($1.high - $1.fit) }.squareRoot()
    return FailureRate(fit: total, low: max(0, total - below), high: total + above)
  }
}
