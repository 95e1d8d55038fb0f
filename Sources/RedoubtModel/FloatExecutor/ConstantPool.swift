/// The constants of a graph as real numbers, made when an operation first reads them and dropped when none needs
/// them any more: packed weights do not stay beside the unpacked ones.
struct ConstantPool {
  private let graph: Graph
  private(set) var tensors: [HostTensor?]
  /// Readers that each value still has; a network output counts as one.
  private var readers: [Int]

  init(_ graph: Graph) {
    self.graph = graph
    tensors = [HostTensor?](repeating: nil, count: graph.values.count)
    readers = [Int](repeating: 0, count: graph.values.count)
    for id in graph.outputs { readers[id.index] += 1 }
    for operation in graph.operations {
      for case let id? in operation.inputs { readers[id.index] += 1 }
    }
  }

  func isConstant(_ id: ValueID) -> Bool { graph[id].data != nil || tensors[id.index] != nil }

  /// The constant, nil for a value that is computed for each record.
  mutating func tensor(_ id: ValueID) throws(GraphError) -> HostTensor? {
    if tensors[id.index] == nil, graph[id].data != nil { tensors[id.index] = try graph[id].realTensor() }
    return tensors[id.index]
  }

  /// The operands of an operation, as far as they are constants.
  mutating func tensors(_ ids: [ValueID?]) throws(GraphError) -> [HostTensor?] {
    var result: [HostTensor?] = []
    for id in ids {
      if let id { result.append(try tensor(id)) } else { result.append(nil) }
    }
    return result
  }

  mutating func set(_ id: ValueID, to tensor: HostTensor) { tensors[id.index] = tensor }

  /// Notes that one reader needs the value no longer.
  mutating func release(_ id: ValueID) {
    readers[id.index] -= 1
    if readers[id.index] == 0 { tensors[id.index] = nil }
  }
}
