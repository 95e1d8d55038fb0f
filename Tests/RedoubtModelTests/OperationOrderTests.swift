import ModelFixtures
import RedoubtModel
import Testing

@Suite struct OperationOrderTests {
  /// Peak of an order, counted value by value: live from its making to its last use.
  private func peak(_ graph: Graph, _ order: [Int]) -> Int {
    var first: [ValueID: Int] = [:]
    var last: [ValueID: Int] = [:]
    for id in graph.inputs { first[id] = 0 }
    for (step, i) in order.enumerated() {
      for id in graph.operations[i].outputs { (first[id], last[id]) = (step, step) }
      for case let id? in graph.operations[i].inputs { last[id] = step }
    }
    for id in graph.outputs { last[id] = order.count }
    return order.indices.map { step in
      first.reduce(0) { sum, value in
        value.value <= step && step <= last[value.key] ?? -1 ? sum + graph[value.key].count : sum
      }
    }.max() ?? 0
  }

  /// The smallest peak of all orders.
  private func smallest(_ graph: Graph, _ done: [Int] = []) -> Int {
    if done.count == graph.operations.count { return peak(graph, done) }
    let computed = Set(graph.inputs + done.flatMap { graph.operations[$0].outputs })
    return graph.operations.indices.filter { i in
      !done.contains(i)
        && graph.operations[i].inputs.allSatisfy { id in
          id.map { computed.contains($0) || graph[$0].data != nil } ?? true
        }
    }.map { smallest(graph, done + [$0]) }.min() ?? .max
  }

  /// Rows of random widths, each made of one or two others.
  private func network(_ generator: inout SeededGenerator) throws -> Graph {
    var b = GraphBuilder(seed: generator.next())
    var rows = [b.input([1, Int.random(in: 1...9, using: &generator)])]
    for _ in 0..<7 {
      let a = rows.randomElement(using: &generator) ?? rows[0]
      if Bool.random(using: &generator) {
        let width = b.graph[a].shape[1]
        rows.append(
          try b.append(
            SliceKind(), a, b.integers([0, 0]),
            b.integers([1, Int32.random(in: 1...Int32(width), using: &generator)])))
      } else {
        rows.append(
          try b.append(ConcatenationKind(axis: 1), a, rows.randomElement(using: &generator) ?? a))
      }
    }
    let read = Set(b.graph.operations.flatMap(\.inputs))
    b.graph.outputs = rows.filter { !read.contains($0) } + [rows[3]]
    return b.graph
  }

  @Test func theOrderIsAsGoodAsTheBestOfAll() throws {
    var generator = SeededGenerator("operation order")
    var better = 0
    for _ in 0..<60 {
      let graph = try network(&generator)
      let ordered = graph.orderedForMemory()
      let best = smallest(graph)
      #expect(graph.peakLiveBytes == peak(graph, Array(graph.operations.indices)))
      #expect(ordered.peakLiveBytes == best)
      #expect(graph.orderedForMemory(work: 1).peakLiveBytes <= graph.peakLiveBytes)
      try ordered.validate()
      if best < graph.peakLiveBytes { better += 1 } else { #expect(ordered.names == graph.names) }
    }
    #expect(better > 0)
  }

  /// Two branches that begin wide and end narrow: each must be finished before the other begins.
  @Test func branchesAreFinishedOneByOne() throws {
    var b = GraphBuilder(seed: 30)
    let x = b.input([1, 8])
    let wide = try (0..<3).map { _ in try b.append(ConcatenationKind(axis: 1), x, x) }
    let narrow = try wide.map { try b.append(SliceKind(), $0, b.integers([0, 0]), b.integers([1, 2])) }
    b.graph.outputs = narrow
    let ordered = b.graph.orderedForMemory()
    #expect(b.graph.peakLiveBytes == 8 + 48 && ordered.peakLiveBytes == 8 + 16 + 4)
    #expect(ordered.names == ["CONCATENATION", "SLICE", "CONCATENATION", "SLICE", "CONCATENATION", "SLICE"])
  }

  @Test func manyBranchesEndWithinTheWork() throws {
    var b = GraphBuilder(seed: 31)
    let x = b.input([1, 8])
    b.graph.outputs = try (0..<60).map { i in
      let wide = try b.append(ConcatenationKind(axis: 1), x, x)
      let row = try b.append(ConcatenationKind(axis: 1), wide, wide)
      return try b.append(SliceKind(), row, b.integers([0, 0]), b.integers([1, Int32(i % 8 + 1)]))
    }
    let stored = Array(b.graph.operations.indices)
    b.graph.operations = (0..<3).flatMap { k in stored.filter { $0 % 3 == k } }.map { b.graph.operations[$0] }
    #expect(b.graph.orderedForMemory(work: 200_000).peakLiveBytes < b.graph.peakLiveBytes)
  }
}
