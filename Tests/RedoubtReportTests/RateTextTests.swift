import RedoubtFaults
import RedoubtReport
import Testing

@Suite struct RateTextTests {
  @Test func digitsFollowTheInterval() throws {
    let wide = try #require(RateEstimate(events: 3, trials: 20))
    #expect(RateText.text(wide) == "15 % [5, 36]")
    let narrow = try #require(RateEstimate(events: 750, trials: 41_000))
    #expect(RateText.text(narrow) == "1.83 % [1.70, 1.96]")
    #expect(RateText.rate(narrow) == "1.83 %")
    let exact = try #require(RateEstimate(events: 1, trials: 8, isExhaustive: true))
    #expect(RateText.text(exact) == "12.500 % (exact)")
  }

  @Test func withoutEventsTheBoundStandsBeside() throws {
    let none = try #require(RateEstimate(events: 0, trials: 300))
    #expect(
      RateText.text(none, events: 0, trials: 300)
        == "0.00 % [0.00, 1.26], n = 300; no event: below 0.99 % with 95 % confidence")
  }
}
