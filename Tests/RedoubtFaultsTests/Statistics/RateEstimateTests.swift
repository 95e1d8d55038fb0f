import Foundation
import RedoubtFaults
import RedoubtModel
import Testing

@Suite struct RateEstimateTests {
  @Test func sampleHasWilsonsInterval() throws {
    let estimate = try #require(RateEstimate(events: 81, trials: 263))
    #expect(abs(estimate.low - 0.2553) < 0.00005 && abs(estimate.high - 0.3662) < 0.00005)
    #expect(!estimate.isExact)
  }

  @Test func higherConfidenceIsWider() throws {
    let usual = try #require(RateEstimate(events: 3, trials: 500))
    let strict = try #require(RateEstimate(events: 3, trials: 500, confidence: 0.99))
    #expect(strict.low < usual.low && usual.high < strict.high)
  }

  @Test func exhaustiveRateHasNoInterval() throws {
    let estimate = try #require(RateEstimate(events: 3, trials: 500, isExhaustive: true))
    #expect(estimate.isExact && estimate.low == 0.006 && estimate.high == 0.006)
  }

  @Test func noTrialsGiveNoRate() { #expect(RateEstimate(events: 0, trials: 0) == nil) }

  @Test(arguments: [1, 20, 300, 16_589])
  func boundWithoutEventsIsTheRateThatHidesInOneSampleOfTwenty(trials: Int) {
    let bound = RateEstimate.upperBoundWithoutEvents(trials: trials)
    #expect(abs(pow(1 - bound, Double(trials)) - 0.05) < 1e-9)
  }
}
