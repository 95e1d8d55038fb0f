import ModelFixtures
import RedoubtBoards
import RedoubtCore
import RedoubtFaults
import RedoubtHost
import Testing

@testable import RedoubtHardening

/// Two runs of a fault list stand for all plans: the shortcut against the whole re-simulation.
@Suite struct StudyOutcomesTests {
  static let schemes = HardeningScheme.allSets

  @Test(arguments: HardeningScheme.allSets)
  func outcomesOfAPlanAreThoseOfTheStruckUnitsProtection(_ scheme: HardeningScheme) throws {
    let file = SmallNetwork.fixture().file
    let network = try NetworkUnits(try HostInterpreter(file))
    let records = (0..<5).map { SmallNetwork.record(UInt64($0)) }
    var options = StudyOptions()
    options.targets = [.weights, .biases, .activations, .registers]
    options.count = 600
    let faults = try StudyFaults(options, network, try HostInterpreter(file), inputs: records.count)
    let images = try StudyImages(file, records: records, labels: [0, 1, 2, 3, 4], decision: .top1, jobs: 2)
    func own(_ unit: NetworkUnit) -> HardeningScheme { unit.isPlane ? .tmrActivations : scheme }
    let all = HardeningPlan(Dictionary(uniqueKeysWithValues: network.all.map { ($0.id, own($0)) }))
    let outcomes = StudyOutcomes(
      plain: try images.outcomes(faults.trials, under: HardeningPlan([:])),
      protected: try images.outcomes(faults.trials, under: all))
    var random = SeededGenerator(seed: UInt64(scheme.rawValue))
    for _ in 0..<3 {
      let chosen = network.all.filter { _ in Bool.random(using: &random) }
      let plan = HardeningPlan(Dictionary(uniqueKeysWithValues: chosen.map { ($0.id, own($0)) }))
      let simulated = try images.outcomes(faults.trials, under: plan)
      for (i, outcome) in simulated.enumerated() where !faults.trials[i].mayStray {
        let unit = faults.units[i]
        let isProtected = unit >= 0 && plan.schemes[network.all[unit].id] != nil
        #expect(
          outcome == outcomes.outcome(i, isProtected: isProtected),
          "\(scheme.name), trial \(i), \(faults.trials[i])")
      }
    }
    // The list holds what makes the comparison worth something.
    #expect(outcomes.plain.contains { $0.isSilentCorruption })
    #expect(outcomes.protected.contains(.corrected))
  }

  @Test func aListDependsOnSeedTargetAndNumberAlone() throws {
    let interpreter = try HostInterpreter(SmallNetwork.fixture().file)
    let map = try MemoryMap(interpreter)
    for target in [FaultTarget.weights, .activations, .registers] {
      let long = try TrialList(target, count: 50, inputs: 4, seed: 3, interpreter, map: map)
      let short = try TrialList(target, count: 20, inputs: 4, seed: 3, interpreter, map: map)
      #expect(Array(long.trials.prefix(20)) == short.trials)
      let other = try TrialList(target, count: 20, inputs: 4, seed: 4, interpreter, map: map)
      #expect(other.trials != short.trials)
    }
  }

  @Test func wrongWeightsOfVotedUnitsNeedTwoCopies() throws {
    let network = try NetworkUnits(try HostInterpreter(SmallNetwork.fixture().file))
    let rate = 0.05
    let wrong = WrongWeights(network, rate: rate, inputs: 3, seed: 8)
    func bits(_ isVoted: Bool) -> Int {
      let voted = network.all.map { _ in isVoted }
      return (0..<200).reduce(0) { sum, i in
        guard case .memory(let faults) = wrong.trial(i, isVoted: voted).fault else { return sum }
        return sum + faults.count
      }
    }
    let all = 8 * network.weighted.reduce(0) { $0 + ($1.parameters?.weights.count ?? 0) + 4 } * 200
    // Binomial counts, within five standard deviations.
    for (found, expected) in [(bits(false), rate), (bits(true), 3 * rate * rate - 2 * rate * rate * rate)] {
      let mean = Double(all) * expected
      #expect(abs(Double(found) - mean) < 5 * mean.squareRoot())
    }
  }
}
