import RedoubtCore

extension ModelSummary {
  /// Describes a float network: its operations without transposes, and the memory that its float32 tensors would need,
  /// nothing computed in place.
  ///
  /// - Throws: Where a tensor is too large to be computed.
  public init(_ network: FloatNetwork) throws(GraphError) {
    let graph = network.graph
    var operators: [OperatorSummary] = []
    var stored: [Constant.Role: Set<ValueID>] = [:]
    for (i, operation) in graph.operations.enumerated() {
      let layer = operation.kind is any PreparableKind ? operation.inputs : []
      let weights = layer.count > 1 ? layer[1] : nil
      let bias = layer.count > 2 ? layer[2] : nil
      if let weights { stored[.weights, default: []].insert(weights) }
      if let bias { stored[.bias, default: []].insert(bias) }
      var outputs: [TensorDescription] = []
      for id in operation.outputs { outputs.append(try graph.describe(id)) }
      operators.append(
        OperatorSummary(
          index: i, name: type(of: operation.kind).name, outputs: outputs, macs: graph.macs(of: operation),
          weightBytes: try weights.map { id throws(GraphError) in try graph.describe(id).byteCount } ?? 0,
          biasBytes: try bias.map { id throws(GraphError) in try graph.describe(id).byteCount } ?? 0,
          isStatic: false))
    }
    var bytes: [Constant.Role: Int] = [:]
    for (role, ids) in stored {
      for id in ids { bytes[role, default: 0] += try graph.describe(id).byteCount }
    }
    let (plan, placements) = try Self.plan(graph)
    self.init(
      fileBytes: network.fileBytes, operators: operators, inputs: network.inputs, outputs: network.outputs,
      plan: plan, placements: placements, constants: [], tensorAreaStart: 0,
      weightBytes: bytes[.weights] ?? 0, biasBytes: bytes[.bias] ?? 0)
  }

  /// Places the graph's computed tensors.
  private static func plan(_ graph: Graph) throws(GraphError) -> (MemoryPlan, [Placement]) {
    let last = max(0, graph.operations.count - 1)
    var lives: [(id: ValueID, role: Placement.Role, first: Int, last: Int)] = []
    var places: [ValueID: Int] = [:]
    func add(_ id: ValueID, _ role: Placement.Role, _ step: Int) {
      guard graph[id].data == nil, places[id] == nil else { return }
      places[id] = lives.count
      lives.append((id, role, step, step))
    }
    for id in graph.inputs { add(id, .input, 0) }
    for (step, operation) in graph.operations.enumerated() {
      for case let id? in operation.inputs { if let place = places[id] { lives[place].last = step } }
      for id in operation.outputs { add(id, .activation, step) }
    }
    for id in graph.outputs {
      guard let place = places[id] else { continue }
      (lives[place].role, lives[place].last) = (.output, last)
    }
    var (requests, tensors): ([ArenaRequest], [TensorDescription]) = ([], [])
    for life in lives {
      let tensor = try graph.describe(life.id)
      tensors.append(tensor)
      requests.append(ArenaRequest(bytes: (tensor.byteCount + 15) / 16 * 16, life: life.first...life.last))
    }
    let plan = ArenaPlacement.plan(requests, nodes: 100_000)
    var bound = 0
    for step in 0...last {
      let live = lives.indices.filter { requests[$0].life.contains(step) }
      bound = max(bound, live.reduce(0) { $0 + tensors[$1].byteCount })
    }
    let placements = lives.indices.map { i in
      Placement(
        role: lives[i].role, tensor: tensors[i], offset: plan.offsets[i], byteCount: tensors[i].byteCount,
        steps: requests[i].life)
    }
    return (
      MemoryPlan(arenaBytes: placements.map(\.end).max() ?? 0, arenaLowerBoundBytes: bound),
      placements.sorted { ($0.offset, $0.steps.lowerBound) < ($1.offset, $1.steps.lowerBound) }
    )
  }
}

extension Graph {
  /// Multiply-accumulates of a convolution or fully connected layer for one record; 0 for anything else.
  public func macs(of operation: GraphOperation) -> Int {
    guard operation.kind is any PreparableKind, operation.inputs.count > 1, let weights = operation.inputs[1],
      let output = operation.outputs.first, let rows = self[weights].shape.first, rows > 0
    else { return 0 }
    let shape = self[weights].shape
    let perResult = operation.kind is DepthwiseConv2DKind ? shape[1] * shape[2] : self[weights].count / rows
    return self[output].count * perResult
  }
}
