extension Graph {
  /// Largest number of bytes that are live at once in the stored order: what an operation reads and writes, and what
  /// later ones, or the network's outputs, still need. Nothing is computed in place.
  ///
  /// Float elements count as the one byte that they have in an int8 file.
  public var peakLiveBytes: Int {
    let schedule = LiveBytes(self)
    return schedule.peak(of: Array(operations.indices))
  }

  /// The graph with its operations in an order that keeps fewer bytes live at once, where there is one.
  ///
  /// A search over the sets of operations that may have been computed finds the smallest peak; where these are too
  /// many, a greedy order is taken. The result is never worse than the stored order, which stays where none is better.
  ///
  /// - Parameter work: Limit of the search, in tried operations; counted, not timed, so that results repeat.
  public func orderedForMemory(work: Int = 8_000_000) -> Graph {
    let schedule = LiveBytes(self)
    var order = Array(operations.indices)
    var peak = schedule.peak(of: order)
    guard peak > schedule.lowerBound else { return self }
    var search = OrderSearch(schedule, work: work)
    for candidate in [search.best(), schedule.greedyOrder(work: work)] {
      guard let candidate, schedule.peak(of: candidate) < peak else { continue }
      (order, peak) = (candidate, schedule.peak(of: candidate))
    }
    var result = self
    result.operations = order.map { operations[$0] }
    return result
  }
}

/// A set of operations or readers, one bit each.
private struct OperationSet: Hashable {
  private var words: [UInt64]

  init(capacity: Int) { words = Array(repeating: 0, count: (capacity + 63) / 64) }

  func contains(_ i: Int) -> Bool { words[i >> 6] >> UInt64(i & 63) & 1 == 1 }

  mutating func insert(_ i: Int) { words[i >> 6] |= 1 << UInt64(i & 63) }

  func isSubset(of other: OperationSet) -> Bool {
    for (i, word) in words.enumerated() where word & ~other.words[i] != 0 { return false }
    return true
  }
}

/// Which bytes are live before, during and after an operation, for any set of operations that came before.
private struct LiveBytes {
  let count: Int
  /// Operations that must come before each.
  private let needed: [OperationSet]
  /// Computed values and network inputs that each operation reads, without repetition.
  private let inputs: [[Int]]
  /// Bytes of everything that each operation writes, and of what nothing reads and no output needs.
  private let outputBytes, discardedBytes: [Int]
  /// Operations that read each value; nil where it is an output of the network, or a constant.
  private let readers: [OperationSet?]
  private let bytes: [Int]
  /// Bytes of the network's inputs that are read.
  let inputBytes: Int
  let empty: OperationSet

  init(_ graph: Graph) {
    count = graph.operations.count
    let empty = OperationSet(capacity: graph.operations.count)
    self.empty = empty
    bytes = graph.values.map { value in
      let elementBytes =
        switch value.type {
        case .float32, .int8, .bool: 1
        case .int32: 4
        case .int64: 8
        }
      return value.count.multipliedReportingOverflow(by: elementBytes).overflow
        ? .max >> 16 : value.count * elementBytes
    }
    var producer: [Int?] = Array(repeating: nil, count: graph.values.count)
    var readers: [OperationSet?] = Array(repeating: nil, count: graph.values.count)
    var isRead = [Bool](repeating: false, count: graph.values.count)
    for id in graph.inputs { readers[id.index] = empty }
    for (i, operation) in graph.operations.enumerated() {
      for id in operation.outputs { (producer[id.index], readers[id.index]) = (i, empty) }
    }
    for id in graph.outputs {
      readers[id.index] = nil
      isRead[id.index] = true
    }
    var (needed, inputs): ([OperationSet], [[Int]]) = ([], [])
    for (i, operation) in graph.operations.enumerated() {
      var before = empty
      var read: [Int] = []
      for case let id? in operation.inputs where graph[id].data == nil {
        if let producer = producer[id.index] { before.insert(producer) }
        readers[id.index]?.insert(i)
        isRead[id.index] = true
        if !read.contains(id.index) { read.append(id.index) }
      }
      needed.append(before)
      inputs.append(read)
    }
    let bytes = bytes
    outputBytes = graph.operations.map { $0.outputs.reduce(0) { $0 + bytes[$1.index] } }
    discardedBytes = graph.operations.map { operation in
      operation.outputs.reduce(0) { $0 + (isRead[$1.index] ? 0 : bytes[$1.index]) }
    }
    inputBytes = graph.inputs.reduce(0) { $0 + (isRead[$1.index] ? bytes[$1.index] : 0) }
    self.needed = needed
    self.inputs = inputs
    self.readers = readers
  }

  /// No order has a smaller peak than what one operation reads and writes.
  var lowerBound: Int {
    (0..<count).reduce(inputBytes) { bound, i in
      max(bound, outputBytes[i] + inputs[i].reduce(0) { $0 + bytes[$1] })
    }
  }

  func isReady(_ i: Int, after done: OperationSet) -> Bool { needed[i].isSubset(of: done) }

  /// Bytes that are live while operation `i` runs and after it.
  ///
  /// - Parameters:
  ///   - done: Operations before it.
  ///   - live: Bytes that are live then.
  func step(_ i: Int, after done: OperationSet, live: Int) -> (during: Int, after: Int, done: OperationSet) {
    var next = done
    next.insert(i)
    let during = live + outputBytes[i]
    var after = during - discardedBytes[i]
    for value in inputs[i] {
      if let readers = readers[value], readers.isSubset(of: next) { after -= bytes[value] }
    }
    return (during, after, next)
  }

  func peak(of order: [Int]) -> Int {
    var (done, live, peak) = (empty, inputBytes, inputBytes)
    for i in order {
      let step = step(i, after: done, live: live)
      (done, live, peak) = (step.done, step.after, max(peak, step.during))
    }
    return peak
  }

  /// Always the operation that raises the peak least, then the one that leaves the fewest bytes, then the first.
  ///
  /// - Returns: Nil where the graph is too large for it, or has no order.
  func greedyOrder(work: Int) -> [Int]? {
    guard count <= work / max(count, 1) else { return nil }
    var (done, live, peak) = (empty, inputBytes, inputBytes)
    var order: [Int] = []
    while order.count < count {
      var best: (peak: Int, after: Int, index: Int, done: OperationSet)?
      for i in 0..<count where !done.contains(i) && isReady(i, after: done) {
        let step = step(i, after: done, live: live)
        let reached = max(peak, step.during)
        if best.map({ (reached, step.after) < ($0.peak, $0.after) }) ?? true {
          best = (reached, step.after, i, step.done)
        }
      }
      guard let best else { return nil }
      (done, live, peak) = (best.done, best.after, best.peak)
      order.append(best.index)
    }
    return order
  }
}

/// Finds the order with the smallest peak: sets of computed operations are visited in the order of the peak that it
/// takes to reach them, so the first complete one is best.
private struct OrderSearch {
  private struct State {
    let done: OperationSet
    let live: Int
    let count: Int
    /// The state before, and the operation that led here; −1 for the first.
    let parent, operation: Int
  }

  /// What is kept counts as work too, which bounds the memory.
  private static let (workPerState, workPerDeferral) = (64, 8)

  private let schedule: LiveBytes
  private var workLeft: Int
  private var states: [State] = []
  private var seen: Set<OperationSet> = []
  /// States that may be visited under the present limit, the last one first.
  private var open: [Int] = []
  /// Steps beyond the limit: the peak that each needs, the state and the operation.
  private var deferred: [(peak: Int, state: Int, operation: Int)] = []

  init(_ schedule: LiveBytes, work: Int) {
    self.schedule = schedule
    workLeft = work
  }

  /// - Returns: Nil where the limit of work ended the search.
  mutating func best() -> [Int]? {
    var limit = schedule.lowerBound
    visit(State(done: schedule.empty, live: schedule.inputBytes, count: 0, parent: -1, operation: -1))
    while true {
      while let state = open.popLast() {
        if states[state].count == schedule.count { return order(to: state) }
        guard workLeft > 0 else { return nil }
        expand(state, limit: limit)
      }
      guard let next = deferred.map(\.peak).min() else { return nil }
      limit = next
      let waiting = deferred
      deferred = []
      // Stored order first: the last one opened is the first one visited.
      for (peak, state, operation) in waiting.reversed() {
        if peak <= limit { take(operation, from: state) } else { deferred.append((peak, state, operation)) }
      }
    }
  }

  private mutating func visit(_ state: State) {
    guard seen.insert(state.done).inserted else { return }
    workLeft -= Self.workPerState
    states.append(state)
    open.append(states.count - 1)
  }

  private mutating func take(_ operation: Int, from parent: Int) {
    let state = states[parent]
    let step = schedule.step(operation, after: state.done, live: state.live)
    visit(
      State(
        done: step.done, live: step.after, count: state.count + 1, parent: parent, operation: operation))
  }

  private mutating func expand(_ index: Int, limit: Int) {
    let state = states[index]
    workLeft -= schedule.count
    let firstDeferred = deferred.count
    var possible: [Int] = []
    for i in 0..<schedule.count where !state.done.contains(i) && schedule.isReady(i, after: state.done) {
      let step = schedule.step(i, after: state.done, live: state.live)
      if step.during > limit {
        deferred.append((step.during, index, i))
        workLeft -= Self.workPerDeferral
        continue
      }
      // An operation that fits and leaves no more bytes than before may come at once: in any order, moving it here
      // takes bytes away from every step in between.
      if step.after <= state.live {
        deferred.removeSubrange(firstDeferred...)
        return take(i, from: index)
      }
      possible.append(i)
    }
    for i in possible.reversed() { take(i, from: index) }
  }

  private func order(to state: Int) -> [Int] {
    var (order, state) = ([Int](), state)
    while states[state].parent >= 0 {
      order.append(states[state].operation)
      state = states[state].parent
    }
    return order.reversed()
  }
}
