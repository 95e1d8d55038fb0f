import RedoubtFaults
import RedoubtModel
import Testing

@testable import RedoubtHardening

@Suite struct PairedRatesTests {
  @Test func equalWeightsGiveWilsonsIntervalOfTheEvents() throws {
    // 30 events among 400 trials of two targets, 21 of them removed.
    let rates = PairedRates(ranges: [0..<200, 200..<400], weights: [0.5, 0.5])
    func event(_ i: Int) -> Bool { i % 13 == 0 && i / 13 < 30 }
    let share = try #require(
      rates.removedShare(event: event, isRemoved: { $0 / 13 < 21 }))
    let wilson = WilsonInterval(successes: 21, trials: 30)
    #expect(abs(share.rate - 0.7) < 1e-12)
    #expect(abs(share.low - wilson.low) < 1e-6 && abs(share.high - wilson.high) < 1e-6)
    #expect(rates.removedShare(event: { _ in false }, isRemoved: { _ in true }) == nil)
  }

  @Test func weightsCountTargetsAsTheySay() throws {
    // Target 0: 10 of 100 events, none removed; target 1: 20 of 50, all removed. Weights 0.9 and 0.1.
    let rates = PairedRates(ranges: [0..<100, 100..<150], weights: [0.9, 0.1])
    func event(_ i: Int) -> Bool { i < 100 ? i < 10 : i < 120 }
    let share = try #require(rates.removedShare(event: event, isRemoved: { $0 >= 100 }))
    #expect(abs(share.rate - 0.1 * 0.4 / (0.9 * 0.1 + 0.1 * 0.4)) < 1e-12)
    #expect(abs(rates.mean { event($0) ? 1 : 0 } - (0.9 * 0.1 + 0.1 * 0.4)) < 1e-12)
  }

  @Test func variancesAreThoseOfStrata() {
    let rates = PairedRates(ranges: [0..<4, 4..<6], weights: [0.75, 0.25])
    let values = [1.0, 0, 0, 1, 3, 5]
    let (mean, variance) = rates.estimate { values[$0] }
    // Means 0.5 and 4; sample variances 1/3 and 2.
    #expect(abs(mean - (0.75 * 0.5 + 0.25 * 4)) < 1e-12)
    #expect(abs(variance - (0.5625 / 3 / 4 + 0.0625 * 2 / 2)) < 1e-12)
    let interval = rates.interval({ values[$0] }, further: 0.01)
    let half = 1.959963984540054 * (variance + 0.01).squareRoot()
    #expect(abs(interval.high - interval.low - 2 * half) < 1e-9)
  }
}
