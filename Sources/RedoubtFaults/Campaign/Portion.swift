import Dispatch
import Synchronization

/// Runs neighbouring trials on all threads, those of one input together.
enum Portion {
  /// What became of a trial, and how many bits it changed.
  struct Result: Sendable {
    var result: TrialResult
    var bits: Int
  }

  /// Trials that a thread takes at once.
  private static let block = 64

  /// State that the threads share: each result is written by one of them, and each uses the worker of its own index.
  private final class Shared: @unchecked Sendable {
    let trials: [TrialPlan.Trial]
    /// Trials by input.
    let order: [Int32]
    let workers: [CampaignWorker]
    let report: (Int) throws -> Void
    let results: UnsafeMutableBufferPointer<Result>
    let next = Atomic<Int>(0)
    let isStopped = Atomic<Bool>(false)
    /// Written by the first thread only.
    var error: (any Error)?

    init(
      _ trials: [TrialPlan.Trial], _ order: [Int32], _ workers: [CampaignWorker],
      report: @escaping (Int) throws -> Void
    ) {
      self.trials = trials
      self.order = order
      self.workers = workers
      self.report = report
      results = .allocate(capacity: trials.count)
      results.initialize(
        repeating: Result(
          result: TrialResult(outcome: .masked, isSimulated: false, isTied: false), bits: 0))
    }

    deinit { results.deallocate() }

    /// Takes blocks of trials until none is left.
    func work(_ index: Int) {
      while !isStopped.load(ordering: .relaxed) {
        let start = next.add(Portion.block, ordering: .relaxed).oldValue
        guard start < order.count else { return }
        let end = min(start + Portion.block, order.count)
        for place in start..<end {
          let i = Int(order[place])
          results[i] = workers[index].run(trials[i])
        }
        // Only the first thread reports: the caller's function need not be safe to call from several.
        guard index == 0 else { continue }
        do {
          try report(end)
        } catch {
          self.error = error
          isStopped.store(true, ordering: .relaxed)
        }
      }
    }
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
    return try withoutActuallyEscaping(progress) { progress in
      let shared = Shared(trials, order, workers, report: progress)
      DispatchQueue.concurrentPerform(iterations: workers.count) { shared.work($0) }
      if let error = shared.error { throw error }
      return Array(shared.results)
    }
  }
}
