import Dispatch
import Synchronization

/// Results of `body` for 0 ..< count in that order, computed on several threads.
///
/// Which thread computes which result is open, so `body` must depend on its index alone; then the results do not
/// depend on the number of threads. Sums over many records are kept exact by giving each index a fixed group of
/// records and adding up the groups' results in order.
///
/// - Parameter threads: At most this many; nil for one per processor.
/// - Throws: The error of the lowest index that failed.
public func concurrentMap<Output: Sendable, Failure: Error>(
  _ count: Int, threads: Int? = nil, _ body: @Sendable (Int) throws(Failure) -> Output
) throws(Failure) -> [Output] {
  let next = Atomic(0)
  let outcomes = Mutex([Result<Output, Failure>?](repeating: nil, count: count))
  let workers = min(threads ?? ProcessorCount.available, count)
  DispatchQueue.concurrentPerform(iterations: max(1, workers)) { _ in
    while true {
      let i = next.wrappingAdd(1, ordering: .relaxed).oldValue
      if i >= count { return }
      do throws(Failure) {
        let output = try body(i)
        outcomes.withLock { $0[i] = .success(output) }
      } catch {
        outcomes.withLock { $0[i] = .failure(error) }
        // Later indices are not needed; those before this one have all been handed out.
        next.store(count, ordering: .relaxed)
        return
      }
    }
  }
  var outputs: [Output] = []
  outputs.reserveCapacity(count)
  for case let outcome? in outcomes.withLock({ $0 }) { outputs.append(try outcome.get()) }
  return outputs
}
