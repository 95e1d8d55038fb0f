import Dispatch
import Synchronization

/// Builds images side by side: most of the time goes into compilers, one process each.
enum ParallelMap {
  /// The results of a function on all items, in their order.
  ///
  /// - Throws: The first error by the order of the items.
  static func map<Item: Sendable, Result: Sendable>(
    _ items: [Item], _ body: @Sendable (Item) throws -> Result
  ) throws -> [Result] {
    let results = Mutex<[Int: Swift.Result<Result, any Error>]>([:])
    DispatchQueue.concurrentPerform(iterations: items.count) { index in
      let result = Swift.Result { try body(items[index]) }
      results.withLock { $0[index] = result }
    }
    return try results.withLock { all in try items.indices.compactMap { try all[$0]?.get() } }
  }
}
