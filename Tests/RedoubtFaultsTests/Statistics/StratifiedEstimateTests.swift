import Foundation
import ModelFixtures
import RedoubtFaults
import Testing

@Suite struct StratifiedEstimateTests {
  @Test(arguments: [(0, 50), (1, 50), (7, 50), (49, 50), (50, 50), (83, 16_589)])
  func oneStratumIsWilsonsInterval(events: Int, trials: Int) throws {
    let stratum = Stratum(name: "all", population: 1_000_000, trials: trials, events: events)
    let estimate = try #require(StratifiedEstimate([stratum])?.estimate)
    let wilson = try #require(RateEstimate(events: events, trials: trials))
    #expect(abs(estimate.rate - wilson.rate) < 1e-12)
    #expect(abs(estimate.low - wilson.low) < 1e-9 && abs(estimate.high - wilson.high) < 1e-9, "\(estimate)")
  }

  /// Two strata, every pair of rates of a fine grid: the likeliest pair for each weighted rate, tested directly.
  @Test(arguments: [(2, 5), (0, 3), (0, 0), (20, 1)])
  func boundsAgreeWithASearchOverAllRates(first: Int, second: Int) throws {
    let (n1, n2, w1) = (20.0, 40.0, 0.3)
    let estimate = try #require(
      StratifiedEstimate([
        Stratum(name: "a", population: 300, trials: 20, events: first),
        Stratum(name: "b", population: 700, trials: 40, events: second),
      ])?.estimate)
    func likelihood(_ k: Int, _ n: Double, _ q: Double) -> Double {
      (k > 0 ? Double(k) * log(q) : 0) + (Double(k) < n ? (n - Double(k)) * log(1 - q) : 0)
    }
    var accepted: [Double] = []
    for step in 1..<500 {
      let rate = Double(step) / 500
      var best = (likelihood: -Double.infinity, variance: 0.0)
      for grid in 0...1000 {
        let q1 = Double(grid) / 1000
        let q2 = (rate - w1 * q1) / (1 - w1)
        guard q2 >= 0, q2 <= 1 else { continue }
        let l = likelihood(first, n1, q1) + likelihood(second, n2, q2)
        if l > best.likelihood {
          best = (l, w1 * w1 * q1 * (1 - q1) / n1 + (1 - w1) * (1 - w1) * q2 * (1 - q2) / n2)
        }
      }
      let distance = abs(estimate.rate - rate)
      if distance <= 1.959964 * best.variance.squareRoot() { accepted.append(rate) }
    }
    let (low, high) = (accepted.min() ?? 0, accepted.max() ?? 0)
    #expect(abs(estimate.high - high) < 0.004, "\(estimate), searched \(low)…\(high)")
    #expect(abs(estimate.low - low) < 0.004, "\(estimate), searched \(low)…\(high)")
  }

  struct Population: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let rates: [Double]
    let weights: [Int]
    let trials: [Int]
  }

  static let bits = [0, 0, 0, 0.0005, 0.001, 0.004, 0.01, 0.0245]
  static let layers = [2, 8, 10, 20, 60]

  /// The coverage wanted near 0.5 % and near 20 %, for strata of equal and of very different size and rate.
  @Test(arguments: [
    Population(
      testDescription: "bits, 0.5 %", rates: bits, weights: Array(repeating: 1, count: 8),
      trials: Array(repeating: 625, count: 8)),
    Population(
      testDescription: "bits, 20 %", rates: [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.52],
      weights: Array(repeating: 1, count: 8), trials: Array(repeating: 200, count: 8)),
    Population(
      testDescription: "layers, 0.4 %, most weight where least happens",
      rates: [0.05, 0.01, 0.004, 0.005, 0.0015], weights: layers, trials: Array(repeating: 1000, count: 5)),
    Population(
      testDescription: "layers, 19 %", rates: [0.5, 0.4, 0.3, 0.2, 0.13], weights: layers,
      trials: [40, 160, 200, 400, 1200]),
    Population(
      testDescription: "40 strata, 0.5 %", rates: (0..<5).flatMap { _ in bits },
      weights: layers.flatMap { Array(repeating: $0, count: 8) }, trials: Array(repeating: 100, count: 40)),
  ])
  func intervalCoversTheTruth(_ p: Population) throws {
    let sum = Double(p.weights.reduce(0, +))
    let truth = zip(p.rates, p.weights).reduce(0) { $0 + $1.0 * Double($1.1) / sum }
    let draws = zip(p.trials, p.rates).map { BinomialDraw(trials: $0, rate: $1) }
    var generator = SeededGenerator(seed: 20_260_101)
    var covered = 0
    let samples = 2000
    for _ in 0..<samples {
      let strata = p.rates.indices.map {
        Stratum(
          name: "", population: 1000 * p.weights[$0], trials: p.trials[$0],
          events: draws[$0].draw(&generator))
      }
      let estimate = try #require(StratifiedEstimate(strata)?.estimate)
      if estimate.low <= truth, truth <= estimate.high { covered += 1 }
    }
    let share = Double(covered) / Double(samples)
    #expect((0.94...0.975).contains(share), "covers in \(share)")
  }

  @Test func exhaustiveStrataCarryNoVariance() throws {
    let known = Stratum(name: "known", population: 400, trials: 400, events: 100, isExhaustive: true)
    let sampled = Stratum(name: "sampled", population: 600, trials: 50, events: 5)
    let estimate = try #require(StratifiedEstimate([known, sampled])?.estimate)
    let alone = try #require(RateEstimate(events: 5, trials: 50))
    #expect(abs(estimate.rate - (0.4 * 0.25 + 0.6 * 0.1)) < 1e-12)
    #expect(abs(estimate.low - (0.1 + 0.6 * alone.low)) < 1e-9)
    #expect(abs(estimate.high - (0.1 + 0.6 * alone.high)) < 1e-9)

    let exact = try #require(StratifiedEstimate([known])?.estimate)
    #expect(exact.isExact && exact.low == 0.25 && exact.high == 0.25)
  }

  @Test func emptyStrataAreNamedAndLeftOut() throws {
    let strata = [
      Stratum(name: "layer 0", population: 300, trials: 30, events: 3),
      Stratum(name: "layer 1", population: 100, trials: 0, events: 0),
      Stratum(name: "layer 2", population: 0, trials: 0, events: 0),
    ]
    let estimate = try #require(StratifiedEstimate(strata))
    #expect(estimate.emptyStrata == ["layer 1"])
    #expect(estimate.coveredShare == 0.75)
    #expect(abs(estimate.estimate.rate - 0.1) < 1e-12)
    #expect(StratifiedEstimate([strata[1]]) == nil)
  }
}
