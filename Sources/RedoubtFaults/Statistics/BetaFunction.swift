import Foundation

/// Logarithms of the beta function and of what is made of it.
enum BetaFunction {
  /// ln B(a, b) for positive a and b.
  static func logarithm(_ a: Double, _ b: Double) -> Double { logGamma(a) + logGamma(b) - logGamma(a + b) }

  /// ln of "n choose k".
  static func logBinomial(_ n: Int, _ k: Int) -> Double {
    logGamma(Double(n) + 1) - logGamma(Double(k) + 1) - logGamma(Double(n - k) + 1)
  }

  private static func logGamma(_ x: Double) -> Double { lgamma(x).0 }
}
