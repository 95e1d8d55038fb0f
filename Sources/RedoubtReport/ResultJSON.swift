import RedoubtCore
import RedoubtFaults
import RedoubtModel

extension JSONValue {
  /// The accuracy of a network.
  ///
  /// - Parameter votes: What the votes of a hardened model have found; nil for another one.
  public init(_ evaluation: Evaluation, votes: Voter? = nil) {
    self = [
      "top1": .number(evaluation.top1), "correct": .integer(evaluation.correct),
      "count": .integer(evaluation.count), "low": .number(evaluation.interval.low),
      "high": .number(evaluation.interval.high),
    ]
    append(votes)
  }

  /// A run over records; the outputs themselves are not repeated.
  ///
  /// - Parameter votes: What the votes of a hardened model have found; nil for another one.
  public init(_ run: RecordRun, votes: Voter? = nil) {
    self = ["records": .integer(run.records), "secondsPerRecord": .number(run.secondsPerRecord)]
    append(votes)
  }

  private mutating func append(_ votes: Voter?) {
    guard let votes, case .object(let members) = self else { return }
    self = .object(
      members + [
        Member("corrected", .integer(Int(votes.corrected))),
        Member("disagreed", .integer(Int(votes.disagreed))),
      ])
  }

  /// Inference time.
  public init(_ benchmark: InferenceBenchmark, machine: Machine) {
    self = [
      "secondsPerInference": .number(benchmark.secondsPerInference),
      "minimumSeconds": .number(benchmark.minimumSeconds), "repetitions": .integer(benchmark.repetitions),
      "macs": .integer(benchmark.macs),
      "dotProductLimit": benchmark.dotProductLimit.map { .number($0) } ?? .null,
      "operators": .array(
        benchmark.operators.map {
          ["name": .string($0.name), "seconds": .number($0.seconds), "macs": .integer($0.macs)]
        }
      ), "machine": ["processor": .string(machine.processor), "cores": .integer(machine.cores)],
    ]
  }

  /// Injections per second.
  public init(_ benchmark: FaultBenchmark, machine: Machine) {
    self = [
      "trials": .integer(benchmark.trials), "inputs": .integer(benchmark.inputs),
      "threads": .integer(benchmark.threads),
      "targets": .array(
        benchmark.rows.map {
          [
            "name": .string($0.target.rawValue), "plainPerSecond": .number($0.plainPerSecond),
            "injectionsPerSecond": .number($0.differencesPerSecond), "ratio": .number($0.ratio),
            "unchanged": .integer($0.unchanged), "mismatches": .integer($0.mismatches),
          ]
        }
      ), "machine": ["processor": .string(machine.processor), "cores": .integer(machine.cores)],
    ]
  }
}
