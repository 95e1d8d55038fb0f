import Foundation
import Testing

@testable import RedoubtFaults

@Suite struct PairedComparisonTests {
  /// All outcomes of up to 40 fair coins, counted with whole numbers.
  @Test func pValueAgreesWithCounting() {
    for discordant in 0...40 {
      var row = [1.0]
      for n in 0..<discordant { row = [1.0] + (0..<n).map { row[$0] + row[$0 + 1] } + [1.0] }
      for first in 0...discordant {
        let fewer = min(first, discordant - first)
        let expected = min(1, 2 * row[0...fewer].reduce(0, +) / pow(2, Double(discordant)))
        let paired = PairedComparison(onlyFirst: first, onlySecond: discordant - first, pairs: 100)
        #expect(abs(paired.pValue - expected) < 1e-12, "\(paired)")
      }
    }
  }

  @Test func largeCountsNeitherOverflowNorVanish() {
    let even = PairedComparison(onlyFirst: 500_000, onlySecond: 500_000, pairs: 2_000_000)
    #expect(even.pValue == 1)
    // 3.2 standard deviations: the normal distribution is exact enough here.
    let some = PairedComparison(onlyFirst: 501_600, onlySecond: 498_400, pairs: 2_000_000)
    let normal = 2 * NormalDistribution.cumulative(-(3200.0 - 1) / 1_000_000.0.squareRoot())
    #expect(abs(some.pValue / normal - 1) < 0.001)
    #expect(PairedComparison(onlyFirst: 100_000, onlySecond: 0, pairs: 100_000).pValue == 0)
  }

  /// The likeliest rates with a given difference, by a search that knows no formula.
  @Test(arguments: [(14, 3, 60), (1, 0, 44), (0, 0, 30), (5, 5, 12), (30, 0, 30)])
  func scoreUsesTheLikeliestRates(first: Int, second: Int, pairs: Int) {
    let paired = PairedComparison(onlyFirst: first, onlySecond: second, pairs: pairs)
    let (b, c, n) = (Double(first), Double(second), Double(pairs))
    func likelihood(_ q: Double, _ delta: Double) -> Double {
      let rest = 1 - 2 * q - delta
      return (b > 0 ? b * log(q + delta) : 0) + (c > 0 ? c * log(q) : 0)
        + (n > b + c ? (n - b - c) * log(max(0, rest)) : 0)
    }
    for delta in [-0.5, -0.1, 0.03, 0.2, 0.7] where abs(delta - paired.difference) > 1e-9 {
      var (low, high) = (max(0, -delta), (1 - delta) / 2)
      for _ in 0..<200 {
        let (left, right) = (low + (high - low) / 3, high - (high - low) / 3)
        if likelihood(left, delta) < likelihood(right, delta) { low = left } else { high = right }
      }
      let q = (low + high) / 2
      let variance = n * (2 * q + delta - delta * delta)
      let expected = (b - c - n * delta) / variance.squareRoot()
      #expect(abs(paired.score(delta) - expected) < 1e-5 * max(1, abs(expected)), "difference \(delta)")
    }
  }

  @Test func intervalEndsWhereTheScoreReachesThePoint() {
    let paired = PairedComparison(onlyFirst: 14, onlySecond: 3, pairs: 60)
    let (low, high) = paired.interval()
    #expect(low < paired.difference && paired.difference < high)
    #expect(abs(paired.score(low) - 1.959964) < 1e-5 && abs(paired.score(high) + 1.959964) < 1e-5)
    #expect(low > 0 && paired.pValue < 0.05)
  }

  @Test func withoutDiscordantPairsNothingIsKnownButABound() {
    let paired = PairedComparison(onlyFirst: 0, onlySecond: 0, pairs: 400)
    let (low, high) = paired.interval()
    #expect(paired.pValue == 1)
    #expect(abs(low + high) < 1e-9 && high > 0 && high < 0.02)
  }
}
