import Foundation
import ModelFixtures
import Testing

@testable import RedoubtFaults

@Suite struct ConfidenceSequenceTests {
  /// The mixture by numerical integration over Beta(½, ½): p = sin²(x) makes the prior even in x.
  @Test(arguments: [(0, 30, 0.08), (2, 40, 0.2), (40, 50, 0.6)])
  func mixtureAgreesWithIntegration(events: Int, trials: Int, rate: Double) {
    var sequence = ConfidenceSequence()
    sequence.add(trials: trials, events: events)
    func martingale(_ rate: Double) -> Double {
      let steps = 4000
      let likelihood = pow(rate, Double(events)) * pow(1 - rate, Double(trials - events))
      return (0..<steps).reduce(0.0) { sum, i in
        let p = pow(sin((Double(i) + 0.5) / Double(steps) * .pi / 2), 2)
        return sum + pow(p, Double(events)) * pow(1 - p, Double(trials - events)) / likelihood
      } / Double(steps)
    }
    #expect(sequence.excludes(rate) == (martingale(rate) >= 20))
    let estimate = sequence.estimate
    if estimate.low > 0 { #expect(abs(martingale(estimate.low) - 20) < 0.01) }
    #expect(abs(martingale(estimate.high) - 20) < 0.01)
  }

  /// Looking after every trial, no more than one run in twenty may ever exclude the truth; fixed intervals do in many.
  @Test(arguments: [0.02, 0.2])
  func excludesTheTruthAtAnyTimeInFewRuns(truth: Double) throws {
    var generator = SeededGenerator(seed: 5)
    var (failures, fixedFailures) = (0, 0)
    let runs = 200
    for _ in 0..<runs {
      var sequence = ConfidenceSequence()
      var (failed, fixedFailed) = (false, false)
      for _ in 0..<400 {
        sequence.add(trials: 1, events: Double.random(in: 0..<1, using: &generator) < truth ? 1 : 0)
        failed = failed || sequence.excludes(truth)
        let fixed = try #require(RateEstimate(events: sequence.events, trials: sequence.trials))
        fixedFailed = fixedFailed || truth < fixed.low || fixed.high < truth
      }
      failures += failed ? 1 : 0
      fixedFailures += fixedFailed ? 1 : 0
    }
    #expect(failures <= runs / 20, "\(failures) of \(runs)")
    #expect(fixedFailures > runs / 10)
  }

  @Test func stopsAtTheMargin() {
    var sequence = ConfidenceSequence()
    #expect(!sequence.isWithin(margin: 0.1) && sequence.estimate.high == 1)
    sequence.add(trials: 10_000, events: 50)
    #expect(sequence.isWithin(margin: 0.003) && !sequence.isWithin(margin: 0.001))
    #expect(!sequence.isWithin(relativeMargin: 0.1) && sequence.isWithin(relativeMargin: 0.6))
  }

  @Test func withoutEventsTheLowerBoundIsZero() {
    var sequence = ConfidenceSequence()
    sequence.add(trials: 1000, events: 0)
    #expect(sequence.estimate.low == 0 && sequence.estimate.high < 0.01)
    #expect(!sequence.isWithin(relativeMargin: 0.5))
  }
}
