import Dispatch
import Synchronization

/// Trials on all threads: a thread takes a block at once, and which thread takes which does not show in the results.
enum TrialBlocks {
  /// Trials that a thread takes at once.
  private static let size = 64

  /// State that the threads share: each result is written by one of them.
  private final class Shared<Result: Sendable>: @unchecked Sendable {
    let order: [Int32]
    let trial: (_ trial: Int, _ thread: Int) -> Result
    let report: (Int) throws -> Void
    let results: UnsafeMutableBufferPointer<Result>
    let next = Atomic<Int>(0)
    let isStopped = Atomic<Bool>(false)
    /// Written by the first thread only.
    var error: (any Error)?

    init(
      _ count: Int, _ order: [Int32], initially result: Result, report: @escaping (Int) throws -> Void,
      _ trial: @escaping (Int, Int) -> Result
    ) {
      self.order = order
      self.trial = trial
      self.report = report
      results = .allocate(capacity: count)
      results.initialize(repeating: result)
    }

    deinit { results.deallocate() }

    /// Takes blocks until none is left.
    func work(_ thread: Int) {
      while !isStopped.load(ordering: .relaxed) {
        let start = next.add(TrialBlocks.size, ordering: .relaxed).oldValue
        guard start < order.count else { return }
        let end = min(start + TrialBlocks.size, order.count)
        for place in start..<end {
          let i = Int(order[place])
          results[i] = trial(i, thread)
        }
        // Only the first thread reports: the caller's function need not be safe to call from several.
        guard thread == 0 else { continue }
        do {
          try report(end)
        } catch {
          self.error = error
          isStopped.store(true, ordering: .relaxed)
        }
      }
    }
  }

  /// - Parameters:
  ///   - order: Numbers of the trials that run, in the order in which they are taken.
  ///   - result: Of trials that do not run.
  ///   - progress: Called from one thread with the number of trials done; may throw to stop.
  ///   - trial: Runs a trial on one of the threads.
  /// - Returns: One result per trial, in order.
  static func run<Result: Sendable>(
    _ count: Int, order: [Int32], threads: Int, initially result: Result, progress: (Int) throws -> Void,
    _ trial: (_ trial: Int, _ thread: Int) -> Result
  ) throws -> [Result] {
    try withoutActuallyEscaping(progress) { progress in
      try withoutActuallyEscaping(trial) { trial in
        let shared = Shared(count, order, initially: result, report: progress, trial)
        DispatchQueue.concurrentPerform(iterations: threads) { shared.work($0) }
        if let error = shared.error { throw error }
        return Array(shared.results)
      }
    }
  }
}
