import ModelFixtures
import RedoubtBoards
import RedoubtCore
import RedoubtFaults
import RedoubtHost
import Testing

@testable import RedoubtHardening

@Suite struct InjectionScoreTests {
  private let network: RankedNetwork
  private let interpreter: HostInterpreter
  private let faults: UnitFaults
  private let records = RankingRecords(
    records: (0..<4).map { SmallNetwork.record(UInt64($0)) }, labels: [0, 1, 2, 3])

  init() throws {
    network = try RankedNetwork(SmallNetwork.fixture().file)
    interpreter = try HostInterpreter(network.file)
    faults = try UnitFaults(network, interpreter)
  }

  @Test func sharesAddUpToWhatUnitsOwn() {
    let units = network.units.all
    func sum(_ part: UnitPart) -> Double { units.indices.reduce(0) { $0 + faults.share($1, part) } }
    #expect(abs(sum(.parameters) - 1) < 1e-12 && abs(sum(.registers) - 1) < 1e-12)
    // The arena has dead bytes, too.
    #expect(sum(.activations) > 0.3 && sum(.activations) <= 1 + 1e-12)
    #expect(faults.share(0, .parameters) == 0 && units[0].isPlane)
  }

  /// Units are struck as often by a campaign's trials as their shares say.
  @Test(arguments: [(FaultTarget.activations, UnitPart.activations), (.registers, .registers)])
  func sharesAreTheChancesOfACampaign(_ target: FaultTarget, _ part: UnitPart) throws {
    let count = 20_000
    let list = try TrialList(
      target, count: count, inputs: 2, seed: 5, interpreter, map: try MemoryMap(interpreter))
    for (i, unit) in network.units.all.enumerated() {
      let struck = list.trials.count { trial in
        switch trial.place {
        case .activations(let tensor, let channel):
          tensor == unit.plane.tensor && channel == unit.plane.channel
        case .registers(let operatorIndex, let channel):
          UnitID(operatorIndex: operatorIndex, channel: channel) == unit.id
        case .parameters, nil: false
        }
      }
      let mean = Double(count) * faults.share(i, part)
      #expect(abs(Double(struck) - mean) <= 5 * max(1, mean.squareRoot()), "unit \(i)")
    }
  }

  /// The measured rate of a unit's weights and bias against every bit on every input.
  @Test func intervalsHoldTheTruth() throws {
    let trials = 400
    let score = InjectionScore(records, trialsPerPart: trials, seed: 3, jobs: 2)
    let values = try score.values(of: network) { _, _ in }
    let deployed = try DeployedNetwork(
      interpreter, map: try MemoryMap(interpreter), records: records.records)
    let engine = PlainEngine(deployed)
    let runner = try TrialListRunner(interpreter, records: records.records, labels: records.labels)
    var misses = 0
    let few = network.units.all.indices.filter { !network.units.all[$0].isPlane }.prefix(6)
    for unit in few {
      guard let parameters = network.units.all[unit].parameters else { continue }
      var all: [Fault] = []
      for byte in Array(parameters.weights.positions) + Array(parameters.bias ?? 0..<0) {
        for bit in 0..<8 { all.append(.memory([MemoryFault(place: .file(byte), bit: bit, step: 0)])) }
      }
      for bit in 0..<64 {
        all.append(
          .derivedPair(
            operatorIndex: network.units.all[unit].id.operatorIndex,
            channel: network.units.all[unit].id.channel, isShift: bit >= 32, bit: bit % 32))
      }
      var events = 0
      for fault in all {
        for input in records.records.indices {
          let result = engine.run(fault, input: input)
          let outcome = runner.classifier.classify(result, input: input, label: records.labels?[input])
          if outcome.outcome.isSilentCorruption { events += 1 }
        }
      }
      let truth = Double(events) / Double(all.count * records.records.count)
      let measured = values.parts[unit][UnitPart.parameters.rawValue] / faults.share(unit, .parameters)
      let deviation = (truth * (1 - truth) / Double(trials)).squareRoot()
      if abs(measured - truth) > 2 * deviation + 3 / Double(trials) { misses += 1 }
    }
    #expect(misses <= 1)
    for (value, interval) in zip(values.values, values.intervals) {
      guard let value, let interval else { continue }
      #expect(interval.contains(value))
    }
  }

  @Test func valuesDoNotDependOnThreads() throws {
    let one = try InjectionScore(records, trialsPerPart: 8, seed: 3, jobs: 1).values(of: network) { _, _ in }
    let two = try InjectionScore(records, trialsPerPart: 8, seed: 3, jobs: 3).values(of: network) { _, _ in }
    #expect(one.values == two.values && one.intervals == two.intervals)
    #expect(one.halves?.first == two.halves?.first && one.halves?.second == two.halves?.second)
    let perClass = try InjectionScore(
      records, trialsPerPart: 8, seed: 3, isPerClass: true
    ).values(of: network) { _, _ in }
    #expect(perClass.values != one.values && perClass.parts.isEmpty)
    #expect(perClass.values.allSatisfy { ($0 ?? 0) <= 1 })
  }

  @Test func aRankingFileKeepsPartsAndIntervals() throws {
    let ranking = try Ranking(InjectionScore(records, trialsPerPart: 5, seed: 2), of: network)
    let bytes = try RankingFile.bytes(ranking)
    let read = try RankingFile.read(bytes, path: "r", units: network.units, digest: network.digest)
    #expect(read == ranking)
    #expect(read.entries.allSatisfy { $0.interval != nil && $0.parts?.count == 3 })
  }
}
