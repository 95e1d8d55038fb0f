import Testing

@testable import RedoubtModel

@Suite struct WilsonIntervalTests {
  struct Published: Sendable {
    let successes, trials: Int
    let low, high: Double
  }

  /// R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17, 1998,
  /// table I, method 3.
  @Test(arguments: [
    Published(successes: 81, trials: 263, low: 0.2553, high: 0.3662),
    Published(successes: 15, trials: 148, low: 0.0624, high: 0.1605),
    Published(successes: 0, trials: 20, low: 0, high: 0.1611),
    Published(successes: 1, trials: 29, low: 0.0061, high: 0.1718),
  ])
  func agreesWithPublishedValues(_ c: Published) {
    let interval = WilsonInterval(successes: c.successes, trials: c.trials)
    #expect(abs(interval.low - c.low) < 0.00005 && abs(interval.high - c.high) < 0.00005, "\(interval)")
  }

  @Test func isSymmetricInSuccessAndFailure() {
    for successes in 0...50 {
      let (a, b) = (
        WilsonInterval(successes: successes, trials: 50),
        WilsonInterval(successes: 50 - successes, trials: 50)
      )
      #expect(abs(a.low - (1 - b.high)) < 1e-12)
      #expect(a.low <= Double(successes) / 50 && Double(successes) / 50 <= a.high)
    }
    #expect(WilsonInterval(successes: 50, trials: 50).high == 1)
  }
}
