import ModelFixtures
import RedoubtFaults
import Testing

@Suite struct SimpleCoverageTests {
  @Test(arguments: [(2000, 0.005), (1000, 0.2), (16_589, 0.005)])
  func intervalOfASimpleSampleCoversTheTruth(trials: Int, rate: Double) throws {
    let binomial = BinomialDraw(trials: trials, rate: rate)
    var generator = SeededGenerator(seed: 7)
    var covered = 0
    for _ in 0..<2000 {
      let estimate = try #require(RateEstimate(events: binomial.draw(&generator), trials: trials))
      if estimate.low <= rate, rate <= estimate.high { covered += 1 }
    }
    #expect((1880...1950).contains(covered), "covers in \(covered) of 2000")
  }
}
