import RedoubtFaults
import RedoubtHost
import RedoubtModel

/// Measured silent corruption per unit: a campaign of single bit flips, stratified by unit and part.
///
/// The value is the part of the network's SDC rate that comes from the unit: the sum over its parts of
/// (weight of the part) × (chance that a fault of this kind strikes the unit) × (SDC rate of faults there). With equal
/// weights a third each for parameters, activations and registers, the values of all units add up to the SDC rate
/// that single faults have, one third of them in each kind of place, as far as they strike units.
///
/// A rate is (events + 2p)/(trials + 2), p the rate of the same part over the whole operator: two trials' worth of what
/// the operator shows, so that units without an event are still ordered. It never leaves the 95 % interval of the plain rate.
public struct InjectionScore: CriticalityScore {
  /// Trials of a part of a unit.
  public let trialsPerPart: Int
  /// Decides record, place and bit of every trial.
  public let seed: UInt64
  private let records: RankingRecords
  private let isPerClass: Bool
  private let jobs: Int
  private let decision: DecisionRule

  public var name: ScoreName { .injection }
  public var provenance: Ranking.Provenance {
    var provenance = Ranking.Provenance(
      perClass: isPerClass, records: records.records.count, seed: seed)
    provenance.trialsPerPart = trialsPerPart
    return provenance
  }

  /// Trials of a part of a unit where nobody says.
  public static let defaultTrials = 300

  /// - Parameters:
  ///   - trialsPerPart: At least 1.
  ///   - jobs: Threads; values do not depend on it.
  public init(
    _ records: RankingRecords, trialsPerPart: Int = Self.defaultTrials, seed: UInt64 = 0,
    isPerClass: Bool = false, jobs: Int = 1, decision: DecisionRule = .top1
  ) {
    self.records = records
    self.trialsPerPart = max(1, trialsPerPart)
    self.seed = seed
    self.isPerClass = isPerClass
    self.jobs = jobs
    self.decision = decision
  }

  /// Trials that are drawn and run at once.
  private static let wave = 1 << 16

  /// As the protocol says; `progress` counts trials. Halves are nil for fewer than two records, parts are empty with
  /// a ranking per class.
  public func values(
    of network: RankedNetwork, progress: (_ done: Int, _ count: Int) throws -> Void
  ) throws -> UnitValues {
    let interpreter = try HostInterpreter(network.file)
    let faults = try UnitFaults(network, interpreter)
    let runner = try TrialListRunner(
      interpreter, records: records.records, labels: records.labels, decision: decision)
    var strata: [(unit: Int, part: UnitPart)] = []
    for unit in network.units.all.indices {
      for part in UnitPart.allCases where faults.share(unit, part) > 0 { strata.append((unit, part)) }
    }
    // Half of the data (even and odd records) and class, for each stratum.
    let classOf = records.records.indices.map {
      isPerClass ? max(0, records.labels?[$0] ?? runner.classifier.decision(of: $0)) : 0
    }
    let classes = (classOf.max() ?? 0) + 1
    var counts = InjectionCounts(strata: strata.count, classes: classes)
    let count = strata.count * trialsPerPart
    for start in stride(from: 0, to: count, by: Self.wave) {
      let trials = (start..<min(start + Self.wave, count)).map { i in
        var random = TrialRandom(seed: seed, trial: i)
        let input = random.below(records.records.count)
        let stratum = strata[i / trialsPerPart]
        let drawn = faults.draw(stratum.unit, stratum.part, &random)
        return ListedTrial(fault: drawn.fault, input: input, isLive: drawn.isLive, place: nil)
      }
      let outcomes = try runner.run(trials, jobs: jobs) { try progress(start + $0, count) }
      for (i, outcome) in outcomes.enumerated() {
        let input = trials[i].input
        counts.add(
          (start + i) / trialsPerPart, half: input % 2, class: classOf[input],
          isEvent: outcome.isSilentCorruption)
      }
    }
    let values = InjectionValues(network.units, strata, faults)
    let all = values.combined(counts, halves: 0...1)
    return UnitValues(
      values: all.values, intervals: all.intervals,
      halves: records.records.count < 2
        ? nil
        : (values.combined(counts, halves: 0...0).values, values.combined(counts, halves: 1...1).values),
      parts: isPerClass ? [] : all.parts)
  }
}
