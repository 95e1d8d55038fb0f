import Foundation
import ModelFixtures
import RedoubtFaults
import Testing

/// Samples of a population of which every trial has been made: the outcomes of all weight bits of the shipped digits
/// network on 100 images. `Tests/Campaigns/coverage.sh` makes the campaign and names its table here.
@Suite(.enabled(if: ExhaustiveTable.path != nil, "needs a campaign: run Tests/Campaigns/coverage.sh"))
struct ExhaustiveTableTests {
  /// A part of the table, and what counts as an event in it.
  struct Population: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bits: [Int]
    let events: Set<String>
    /// Where its rate has to lie for the test to say what it claims.
    let rates: ClosedRange<Double>
  }

  static let populations = [
    Population(
      testDescription: "silent corruptions by the two highest bits", bits: [6, 7],
      events: ["critical", "beneficial", "neutral"], rates: 0.004...0.006),
    Population(
      testDescription: "changed outputs by the lowest bit", bits: [0],
      events: ["critical", "beneficial", "neutral", "tolerable"], rates: 0.15...0.25),
  ]

  private static let samples = 2000

  @Test(arguments: populations, [2000, 5000])
  func intervalOfASimpleSampleCoversTheTruth(_ population: Population, trials: Int) throws {
    let cells = try ExhaustiveTable.shared.cells(population.bits, population.events)
    let all = ExhaustiveTable.Cell(cells)
    #expect(population.rates.contains(all.rate), "the rate is \(all.rate)")
    var generator = SeededGenerator(seed: 11)
    try expectCoverage(of: all.rate) {
      RateEstimate(events: all.draw(trials, &generator), trials: trials)
    }
  }

  /// Strata are the layers and bits, each with as many trials.
  @Test(arguments: populations, [200, 500])
  func intervalOfAStratifiedSampleCoversTheTruth(_ population: Population, trialsEach: Int) throws {
    let cells = try ExhaustiveTable.shared.cells(population.bits, population.events)
    #expect(cells.count == 5 * population.bits.count, "five layers have weights")
    var generator = SeededGenerator(seed: 12)
    try expectCoverage(of: ExhaustiveTable.Cell(cells).rate) {
      StratifiedEstimate(
        cells.map {
          Stratum(
            name: $0.name, population: $0.trials, trials: trialsEach,
            events: $0.draw(trialsEach, &generator))
        })?.estimate
    }
  }

  private func expectCoverage(of truth: Double, _ estimate: () -> RateEstimate?) throws {
    var covered = 0
    for _ in 0..<Self.samples {
      let one = try #require(estimate())
      if one.low <= truth, truth <= one.high { covered += 1 }
    }
    let share = Double(covered) / Double(Self.samples)
    print("rate \(truth): covered in \(share) of \(Self.samples) samples")
    #expect((0.94...0.975).contains(share), "covers in \(share)")
  }
}
