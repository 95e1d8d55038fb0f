/// Runs neighbouring trials on all threads, those of one input together.
enum Portion {
  /// What became of a trial, and how many bits it changed.
  struct Result: Sendable {
    var result: TrialResult
    var bits: Int
  }

  /// - Parameter progress: Called from one thread with the number of trials done.
  /// - Returns: One result per trial, in order.
  static func run(
    _ range: Range<Int>, _ plan: TrialPlan, _ workers: [CampaignWorker],
    progress: (Int) throws -> Void
  ) throws -> [Result] {
    // Trials by input, so that the fault-free run of an input serves all of them: a counting sort.
    let trials = range.map { plan.trial($0) }
    var starts = [Int](repeating: 0, count: plan.inputCount + 1)
    for trial in trials { starts[trial.input + 1] += 1 }
    for i in 0..<plan.inputCount { starts[i + 1] += starts[i] }
    var order = [Int32](repeating: 0, count: trials.count)
    for (i, trial) in trials.enumerated() {
      order[starts[trial.input]] = Int32(i)
      starts[trial.input] += 1
    }
    let masked = Result(result: TrialResult(outcome: .masked, isSimulated: false, isTied: false), bits: 0)
    return try TrialBlocks.run(
      trials.count, order: order, threads: workers.count, initially: masked, progress: progress
    ) { workers[$1].run(trials[$0]) }
  }
}
