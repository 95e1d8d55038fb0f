import Foundation

/// How many trials a campaign needs.
///
/// - Source: R. Leveugle, A. Calvez, P. Maistri, P. Vanhauwaert, "Statistical fault injection: quantified error and
///   confidence", DATE 2009.
public enum SampleSize {
  /// n = N / (1 + e²(N − 1)/(t²·p(1 − p))), rounded up.
  ///
  /// - Parameters:
  ///   - population: N, trials that exist.
  ///   - margin: e, half width of the interval as a share of 1.
  ///   - confidence: Gives t, to three decimals as the source has it: 1.960 for 0.95, 2.576 for 0.99.
  ///   - rate: p, the rate that is expected; 0.5 needs the most trials.
  /// - Returns: At most the population.
  public static func forMargin(_ margin: Double, population: Int, confidence: Double, rate: Double = 0.5)
    -> Int
  {
    precondition(margin > 0 && population >= 0 && rate > 0 && rate < 1, "a margin, a population and a rate")
    let n = Double(population)
    let t = point(confidence)
    let size = n / (1 + margin * margin * (n - 1) / (t * t * rate * (1 - rate)))
    return min(population, Int(size.rounded(.up)))
  }

  /// The size for a margin that is a share of the rate: 0.1 asks for a rate of 0.5 % to within 0.05 %.
  ///
  /// - Parameter rate: The rate that is expected, from a pilot or an assumption; the size grows as it shrinks.
  public static func forRelativeMargin(
    _ relativeMargin: Double, population: Int, confidence: Double, rate: Double
  ) -> Int {
    forMargin(relativeMargin * rate, population: population, confidence: confidence, rate: rate)
  }

  /// t of the formula.
  static func point(_ confidence: Double) -> Double {
    (NormalDistribution.twoSidedPoint(confidence: confidence) * 1000).rounded() / 1000
  }
}
