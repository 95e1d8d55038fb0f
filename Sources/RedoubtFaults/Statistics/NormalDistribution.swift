import Foundation

/// The standard normal distribution.
public enum NormalDistribution {
  /// P(X ≤ x).
  public static func cumulative(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }

  /// The x with P(X ≤ x) = probability, to about 14 digits.
  ///
  /// Newton's method on the logarithm of the distribution, which is concave: from a start on the left of the root it
  /// climbs to the root and never passes it. P(X ≤ x) ≤ exp(−x²/2)/2 for x ≤ 0 gives such a start.
  ///
  /// - Parameter probability: Between 0 and 1, both excluded.
  public static func quantile(_ probability: Double) -> Double {
    precondition(probability > 0 && probability < 1, "a probability between 0 and 1")
    if probability > 0.5 { return -quantile(1 - probability) }
    var x = -(-2 * log(2 * probability)).squareRoot()
    for _ in 0..<60 {
      let below = cumulative(x)
      let density = exp(-x * x / 2) / (2 * Double.pi).squareRoot()
      let step = log(probability / below) * below / density
      x += step
      if abs(step) < 1e-15 * max(1, abs(x)) { break }
    }
    return x
  }

  /// Half width, in standard deviations, of the interval that holds this share: 1.96 for 0.95.
  ///
  /// - Parameter confidence: Between 0 and 1, both excluded.
  public static func twoSidedPoint(confidence: Double) -> Double { -quantile((1 - confidence) / 2) }
}
