/// Which operations compute and read each value of a graph, as it was when this was made.
struct ValueUses {
  private var producers: [Int?]
  private var readers: [[Int]]
  private var isOutput: [Bool]

  init(_ graph: Graph) {
    producers = Array(repeating: nil, count: graph.values.count)
    readers = Array(repeating: [], count: graph.values.count)
    isOutput = Array(repeating: false, count: graph.values.count)
    for (i, operation) in graph.operations.enumerated() {
      for id in operation.outputs { producers[id.index] = i }
      for case let id? in operation.inputs { readers[id.index].append(i) }
    }
    for id in graph.outputs { isOutput[id.index] = true }
  }

  /// The operation that computes the value, nil for inputs and constants.
  func producer(of id: ValueID) -> Int? { producers[id.index] }

  /// The operations that read the value, once per operand; nil where it leaves the network too.
  func readersInside(_ id: ValueID) -> [Int]? { isOutput[id.index] ? nil : readers[id.index] }

  /// The one operation that reads the value, once; nil where there are others, or the value leaves the network.
  func onlyReader(of id: ValueID) -> Int? {
    readers[id.index].count == 1 && !isOutput[id.index] ? readers[id.index][0] : nil
  }
}
