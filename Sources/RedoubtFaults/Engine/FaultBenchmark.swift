import RedoubtCore
import RedoubtHost
import RedoubtModel

/// Injections per second on this machine: the engine that follows differences beside whole inferences on the same
/// kernels, on the same list of faults.
public struct FaultBenchmark: Sendable {
  /// Which bits flip.
  public enum Target: String, CaseIterable, Sendable {
    /// int8 weights, one bit drawn uniformly, before the inference begins.
    case weights
    /// Bytes of tensors, drawn uniformly from all pairs of a live byte and a step that it lives through.
    case activations
  }

  /// What was measured on the faults of one target.
  public struct Row: Sendable {
    /// Which bits flipped.
    public let target: Target
    /// Trials per second with whole inferences and by differences: medians over the rounds. Golden runs are
    /// included, preparing the engines is not.
    public let plainPerSecond, differencesPerSecond: Double
    /// Median over the rounds of the ratio within a round.
    public let ratio: Double
    /// Trials whose output bytes stayed as they were.
    public let unchanged: Int
    /// Trials on which the two disagree: always 0.
    public let mismatches: Int
  }

  /// Trials per target and round.
  public let trials: Int
  /// Number of records that trials choose from.
  public let inputs: Int
  /// Threads that the list of trials is divided among, at most.
  public let threads: Int
  /// One per target, in the order of `Target.allCases`.
  public let rows: [Row]

  /// - Parameters:
  ///   - records: Per input its network inputs' bytes.
  ///   - trials: At least 1; the list is ordered by input, as campaigns order theirs.
  ///   - progress: Called after each round with the number done and of all; may throw to stop.
  /// - Throws: What is wrong with the model, and what `progress` throws.
  public init(
    _ file: [UInt8], records: [[UInt8]], trials: Int, threads: Int, seed: UInt64 = 1, rounds: Int = 5,
    progress: (_ done: Int, _ count: Int) throws -> Void = { _, _ in }
  ) throws {
    (self.trials, inputs, self.threads) = (trials, records.count, threads)
    var generator = SplitMix64(state: seed)
    var rows: [Row] = []
    for (number, target) in Target.allCases.enumerated() {
      let sites = try FaultSites(file, target)
      let list = (0..<trials).map { _ in
        Trial(
          fault: sites.draw(using: &generator), input: Int.random(in: records.indices, using: &generator))
      }.sorted { $0.input < $1.input }
      let share = (trials + threads - 1) / threads
      let parts = stride(from: 0, to: trials, by: share).map { Array(list[$0..<min(trials, $0 + share)]) }
      var (plainRates, differenceRates): ([Double], [Double]) = ([], [])
      var (unchanged, mismatches) = (0, 0)
      for round in 0..<rounds {
        let plain = try Self.measure(parts) { part in
          try (Reexecution(file, records: records), { $0.run([$1.fault], input: $1.input) })
        }
        let differences = try Self.measure(parts) { part in
          try (
            DifferenceEngine(file, records: records),
            { $0.attempt([$1.fault], input: $1.input) ?? .hang }
          )
        }
        plainRates.append(Double(trials) / plain.seconds)
        differenceRates.append(Double(trials) / differences.seconds)
        mismatches = zip(plain.results, differences.results).count { $0 != $1 }
        unchanged = plain.results.count { $0 == .unchanged }
        try progress(number * rounds + round + 1, Target.allCases.count * rounds)
      }
      let ratios = zip(differenceRates, plainRates).map { $0 / $1 }
      rows.append(
        Row(
          target: target, plainPerSecond: Self.median(plainRates),
          differencesPerSecond: Self.median(differenceRates), ratio: Self.median(ratios),
          unchanged: unchanged,
          mismatches: mismatches))
    }
    self.rows = rows
  }

  private struct Trial: Sendable {
    let fault: MemoryFault
    let input: Int
  }

  /// Runs each part on a thread of its own.
  ///
  /// - Parameter engine: Makes the engine of a part and says how it runs a trial.
  private static func measure<Engine>(
    _ parts: [[Trial]],
    _ engine: @Sendable ([Trial]) throws -> (Engine, (inout Engine, Trial) -> EngineResult)
  ) throws -> (seconds: Double, results: [EngineResult]) {
    let clock = ContinuousClock()
    let outcomes = try concurrentMap(parts.count, threads: parts.count) { i in
      var (engine, run) = try engine(parts[i])
      var results: [EngineResult] = []
      results.reserveCapacity(parts[i].count)
      let start = clock.now
      for trial in parts[i] { results.append(run(&engine, trial)) }
      return (start: start, end: clock.now, results: results)
    }
    guard let start = outcomes.map(\.start).min(), let end = outcomes.map(\.end).max() else { return (1, []) }
    let time = start.duration(to: end).components
    return (
      Double(time.seconds) + Double(time.attoseconds) * 1e-18, outcomes.flatMap { $0.results }
    )
  }

  private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
