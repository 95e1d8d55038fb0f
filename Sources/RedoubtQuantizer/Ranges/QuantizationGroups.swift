import RedoubtModel

/// Sets of values that must share one quantisation, because operations copy bytes between them.
struct QuantizationGroups {
  private var parents: [Int]
  /// By the first value of a set: the quantisation that an operator's definition demands.
  private var fixed: [Int: AffineQuantization] = [:]
  /// Values whose real numbers are not copies of others' in their set: what the range is chosen for.
  private(set) var isSource: [Bool]

  /// Joins the values of a graph.
  ///
  /// Where sets with different demands meet, a QUANTIZE operation is put between.
  init(joining graph: inout Graph) throws(GraphError) {
    parents = Array(graph.values.indices)
    isSource = graph.values.map { $0.type == .float32 && $0.data == nil }
    var operations: [GraphOperation] = []
    for var operation in graph.operations {
      let rule: QuantizationRule
      do { rule = try QuantizationRule.of(operation.kind) } catch { throw error.located(at: operation.name) }
      switch rule {
      case .weighted, .free: break
      case .fixedOutput(let quantization): fixed[operation.outputs[0].index] = quantization
      case .copying: operations += try join(&operation, &graph)
      }
      operations.append(operation)
    }
    graph.operations = operations
  }

  /// Joins what a copying operation reads and writes.
  ///
  /// - Returns: QUANTIZE operations that go before it.
  private mutating func join(
    _ operation: inout GraphOperation, _ graph: inout Graph
  ) throws(GraphError) -> [GraphOperation] {
    var added: [GraphOperation] = []
    let read = operation.inputs.compactMap { $0 }.filter { graph[$0].type == .float32 }
    let demands = read.map { graph[$0].data == nil ? fixed[first(of: $0)] : nil }
    // One demand for all, or none: the sets become one. A constant takes any quantisation, but may lie outside of one.
    let isAgreed = demands.allSatisfy { $0 == demands.first ?? nil }
    for (place, id) in operation.inputs.enumerated() {
      guard let id, graph[id].type == .float32 else { continue }
      guard !isAgreed, graph[id].data == nil, fixed[first(of: id)] != nil else {
        join(id, operation.outputs[0])
        continue
      }
      let value = Value(name: "\(graph[id].name)/requantised", shape: graph[id].shape)
      let requantised = graph.add(value)
      parents.append(requantised.index)
      isSource.append(true)
      added.append(
        GraphOperation(name: value.name, kind: QuantizeKind(), inputs: [id], outputs: [requantised]))
      operation.inputs[place] = requantised
      join(requantised, operation.outputs[0])
    }
    for id in operation.outputs where graph[id].type == .float32 {
      join(id, operation.outputs[0])
      isSource[id.index] = false
    }
    return added
  }

  private mutating func join(_ a: ValueID, _ b: ValueID) {
    let (a, b) = (first(of: a), first(of: b))
    guard a != b else { return }
    parents[max(a, b)] = min(a, b)
    if let demand = fixed.removeValue(forKey: max(a, b)) { fixed[min(a, b)] = demand }
  }

  /// The value that stands for the set of a value.
  func first(of id: ValueID) -> Int {
    var i = id.index
    while parents[i] != i { i = parents[i] }
    return i
  }

  /// The quantisation that the set of a value must have, nil where it is free.
  func demand(on id: ValueID) -> AffineQuantization? { fixed[first(of: id)] }
}
