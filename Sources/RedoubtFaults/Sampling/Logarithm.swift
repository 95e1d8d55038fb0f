import Foundation

extension TrialPlan {
  /// The natural logarithm, by arithmetic that every machine rounds alike, so that a seed gives the same trials everywhere.
  ///
  /// ln(m·2^e) = e·ln 2 + 2·artanh((m − 1)/(m + 1)), the series of artanh summed until nothing changes.
  ///
  /// - Parameter x: Above 0.
  public static func logarithm(_ x: Double) -> Double {
    // m in 1/√2 … √2, where the series is short.
    var (m, e) = (x.significand, Double(x.exponent))
    if m > 2.0.squareRoot() {
      m /= 2
      e += 1
    }
    let t = (m - 1) / (m + 1)
    var (power, sum, n) = (t, 0.0, 1.0)
    while true {
      let next = sum + power / n
      if next == sum { break }
      sum = next
      power *= t * t
      n += 2
    }
    return e * 0.6931471805599453 + 2 * sum
  }
}
