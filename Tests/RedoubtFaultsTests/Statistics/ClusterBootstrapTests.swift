import Foundation
import ModelFixtures
import RedoubtFaults
import Testing

@Suite struct ClusterBootstrapTests {
  typealias Cluster = ClusterBootstrap.Cluster

  @Test func sameSeedGivesTheSameInterval() {
    let clusters = (0..<50).map { Cluster(events: $0 % 7 == 0 ? 5 : 0, trials: 16) }
    let first = ClusterBootstrap.estimate(clusters, seed: 3)
    #expect(first == ClusterBootstrap.estimate(clusters, seed: 3))
    #expect(first != ClusterBootstrap.estimate(clusters, seed: 4))
  }

  @Test func faultsThatActOnAllInputsCountOnce() throws {
    let clusters = (0..<200).map { Cluster(events: $0 < 40 ? 100 : 0, trials: 100) }
    let estimate = try #require(ClusterBootstrap.estimate(clusters, seed: 1))
    let faults = try #require(RateEstimate(events: 40, trials: 200))
    #expect(abs(estimate.rate - 0.2) < 1e-12)
    #expect(abs(estimate.low - faults.low) < 0.012 && abs(estimate.high - faults.high) < 0.012)
  }

  @Test func withoutEventsTheNumberOfFaultsBoundsTheRate() throws {
    let clusters = Array(repeating: Cluster(events: 0, trials: 846), count: 100)
    let estimate = try #require(ClusterBootstrap.estimate(clusters, seed: 1))
    #expect(estimate.low == 0)
    #expect(abs(pow(1 - estimate.high, 100) - 0.025) < 1e-9)
    #expect(ClusterBootstrap.estimate([], seed: 1) == nil)
  }

  /// A fault hits no input, some or most: the truth is the mean share. The interval of single trials covers rarely.
  @Test func intervalCoversTheTruthWhereTrialsOfAFaultAreAlike() throws {
    var generator = SeededGenerator(seed: 11)
    let truth = 0.1 * 0.5 + 0.1 * 0.1
    var (covered, coveredByTrials) = (0, 0)
    for sample in 0..<200 {
      let clusters = (0..<150).map { _ -> Cluster in
        let kind = Int.random(in: 0..<10, using: &generator)
        let share = kind == 0 ? 0.5 : kind == 1 ? 0.1 : 0
        return Cluster(
          events: (0..<20).reduce(0) { sum, _ in
            sum + (Double.random(in: 0..<1, using: &generator) < share ? 1 : 0)
          }, trials: 20)
      }
      let estimate = try #require(ClusterBootstrap.estimate(clusters, replicates: 200, seed: UInt64(sample)))
      if estimate.low <= truth, truth <= estimate.high { covered += 1 }
      let events = clusters.reduce(0) { $0 + $1.events }
      let simple = try #require(RateEstimate(events: events, trials: 3000))
      if simple.low <= truth, truth <= simple.high { coveredByTrials += 1 }
    }
    #expect((180...199).contains(covered), "covers in \(covered) of 200")
    #expect(coveredByTrials < 160)
  }
}
