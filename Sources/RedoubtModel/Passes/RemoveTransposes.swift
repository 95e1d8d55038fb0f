extension Graph {
  /// The graph with as few transposes as possible: pairs cancel, others move through operations that work in any
  /// order of dimensions, into constants, into the weights of fully connected layers, or out of the network.
  ///
  /// Where that saves transposes, channels-first inputs and outputs become channels-last; `filePermutations` then
  /// says so. Reshapes that follow one another become one. Operations that no output needs are left out.
  ///
  /// - Throws: Where the graph is not consistent.
  public func removingTransposes() throws(GraphError) -> Graph {
    // One result at a time: each may hold weights in another order.
    let cost = try rebuilt(movingInputs: false).movementCost
    let moved = try rebuilt(movingInputs: true)
    return moved.movementCost < cost ? moved : try rebuilt(movingInputs: false)
  }

  private func rebuilt(movingInputs: Bool) throws(GraphError) -> Graph {
    var removal = TransposeRemoval(self, movesInputs: movingInputs)
    return try removal.run()
  }

  /// Elements that transposes move, then the number of reshapes.
  private var movementCost: (Int, Int) {
    var (moved, reshapes) = (0, 0)
    for operation in operations {
      if operation.kind is TransposeKind { moved += operation.outputs.reduce(0) { $0 + self[$1].count } }
      if operation.kind is ReshapeKind { reshapes += 1 }
    }
    return (moved, reshapes)
  }
}

/// One sweep over a graph that builds it anew without transposes, as far as it can.
struct TransposeRemoval {
  let source: Graph
  /// Whether channels-first inputs become channels-last.
  private let movesInputs: Bool
  var graph = Graph()
  /// How each computed value of the source stands in the new graph.
  private var views: [ValueID: TensorView] = [:]
  /// Operations of the source that read each value.
  let consumers: [ValueID: [Int]]
  /// Constants of the new graph by those of the source and what was done to them.
  private var constants: [ConstantKey: ValueID] = [:]
  /// Values that have been brought to another shape or order already.
  private var realised: [RealisedKey: ValueID] = [:]

  /// Inputs and outputs of the new graph so far.
  private var isExternal: Set<ValueID> = []

  private struct ConstantKey: Hashable {
    let id: ValueID
    var shape: [Int] = []
    var permutation: [Int] = []
    var order: [Int] = []
    var finalShape: [Int] = []
  }

  private struct RealisedKey: Hashable {
    let id: ValueID
    let shape: [Int]
    let permutation: [Int]
  }

  init(_ source: Graph, movesInputs: Bool) {
    self.source = source
    self.movesInputs = movesInputs
    var consumers: [ValueID: [Int]] = [:]
    for (i, operation) in source.operations.enumerated() {
      for case let id? in operation.inputs { consumers[id, default: []].append(i) }
    }
    self.consumers = consumers
  }

  mutating func run() throws(GraphError) -> Graph {
    for id in source.inputs { addInput(id) }
    for operation in source.operations {
      do { try rewrite(operation) } catch { throw error.located(at: operation.name) }
    }
    for id in source.outputs { try addOutput(id) }
    try graph.absorbTransposesIntoRows()
    graph.removeUnused()
    return graph
  }

  // MARK: - Inputs and outputs

  private mutating func addInput(_ id: ValueID) {
    var value = source[id]
    let old = source.filePermutations[id]
    guard movesInputs, let channelsLast = Self.channelsLast(rank: value.shape.count) else {
      let new = graph.add(value)
      graph.inputs.append(new)
      graph.filePermutations[new] = old
      isExternal.insert(new)
      views[id] = TensorView(new, shape: value.shape)
      return
    }
    value.shape = channelsLast.map { value.shape[$0] }
    let new = graph.add(value)
    graph.inputs.append(new)
    graph.filePermutations[new] = channelsLast.map { old?[$0] ?? $0 }
    isExternal.insert(new)
    views[id] = TensorView(new, shape: value.shape, permutation: channelsLast.inverted)
  }

  private mutating func addOutput(_ id: ValueID) throws(GraphError) {
    let old = source.filePermutations[id]
    guard let view = views[id] else {
      return try addOutput(try constant(id), filePermutation: old)
    }
    if movesInputs, view.isTransposed, let channelsLast = Self.channelsLast(rank: view.shape.count),
      view.permutation == channelsLast.inverted
    {
      try addOutput(try shaped(view), filePermutation: channelsLast.map { old?[$0] ?? $0 })
    } else {
      try addOutput(try realised(view), filePermutation: old)
    }
  }

  /// Adds an output; where the value is another input or output too, with another order in the file, it is copied.
  private mutating func addOutput(_ id: ValueID, filePermutation: [Int]?) throws(GraphError) {
    var output = id
    if isExternal.contains(id), graph.filePermutations[id] != filePermutation {
      let shape = graph.addConstant(
        graph[id].shape.map { Int32(clamping: $0) }, named: "\(graph[id].name)/shape")
      output = try graph.append(ReshapeKind(), named: "\(graph[id].name)/copy", inputs: [id, shape])[0]
    }
    isExternal.insert(output)
    graph.filePermutations[output] = filePermutation
    graph.outputs.append(output)
  }

  /// The order that brings channels-first dimensions to channels-last, nil for tensors that are no images.
  private static func channelsLast(rank: Int) -> [Int]? {
    switch rank {
    case 3: [0, 2, 1]
    case 4: [0, 2, 3, 1]
    default: nil
    }
  }

  // MARK: - Operands

  /// The view of a computed value, nil for a constant.
  func view(_ id: ValueID) -> TensorView? { views[id] }

  /// The view of input `i` of an operation, which must be computed.
  func view(_ operation: GraphOperation, _ i: Int) throws(GraphError) -> TensorView {
    guard i < operation.inputs.count, let id = operation.inputs[i] else {
      throw GraphError("Input \(i) is missing.")
    }
    guard let view = views[id] else { throw GraphError("Input \(i) is not computed before it is read.") }
    return view
  }

  func isConstant(_ id: ValueID) -> Bool { source[id].data != nil }

  /// A constant of the source in the new graph, under another shape, then in another order of dimensions.
  ///
  /// - Parameters:
  ///   - order: The order of its last dimension instead: element `order[j]` of the result is element j.
  ///   - finalShape: The shape that the result gets in the end.
  mutating func constant(
    _ id: ValueID, shape: [Int]? = nil, permutation: [Int]? = nil, order: [Int]? = nil,
    finalShape: [Int]? = nil
  ) throws(GraphError) -> ValueID {
    var value = source[id]
    let key = ConstantKey(
      id: id, shape: shape ?? value.shape, permutation: permutation ?? [], order: order ?? [],
      finalShape: finalShape ?? [])
    if let known = constants[key] { return known }
    guard let data = value.data else {
      throw GraphError("\(value.name) is neither constant nor computed before it is read.")
    }
    var tensor = HostTensor(shape: shape ?? value.shape, data: data)
    if let permutation, !permutation.isIdentity { tensor = try tensor.transposed(by: permutation) }
    if let order, let last = tensor.shape.last, last > 1, case .float32(let elements) = tensor.data {
      var reordered = elements
      for row in stride(from: 0, to: elements.count, by: last) {
        for j in 0..<last { reordered[row + order[j]] = elements[row + j] }
      }
      tensor.data = .float32(reordered)
    }
    (value.shape, value.data) = (finalShape ?? tensor.shape, tensor.data)
    let new = graph.add(value)
    constants[key] = new
    return new
  }

  /// A value with the view's shape, its dimensions still in the stored order.
  mutating func shaped(_ view: TensorView) throws(GraphError) -> ValueID {
    if graph[view.id].shape == view.shape { return view.id }
    let key = RealisedKey(id: view.id, shape: view.shape, permutation: [])
    if let known = realised[key] { return known }
    let name = "\(graph[view.id].name)/shape \(view.shape)"
    let shape = graph.addConstant(view.shape.map { Int32(clamping: $0) }, named: "\(name)/shape")
    let new = try graph.append(ReshapeKind(), named: name, inputs: [view.id, shape])[0]
    graph[new].quantization = graph[view.id].quantization
    realised[key] = new
    return new
  }

  /// A value whose elements stand as the view says.
  mutating func realised(_ view: TensorView) throws(GraphError) -> ValueID {
    guard view.order == nil else {
      throw GraphError("A reordered tensor is read by an operation that minds the order.")
    }
    let stored = try shaped(view)
    guard view.isTransposed else { return stored }
    let key = RealisedKey(id: view.id, shape: view.shape, permutation: view.permutation)
    if let known = realised[key] { return known }
    let name = "\(graph[view.id].name)/order \(view.permutation)"
    let order = graph.addConstant(view.permutation.map { Int32($0) }, named: "\(name)/permutation")
    let new = try graph.append(TransposeKind(), named: name, inputs: [stored, order])[0]
    graph[new].quantization = graph[view.id].quantization
    realised[key] = new
    return new
  }

  /// Input `id` as the source has it.
  mutating func plain(_ id: ValueID) throws(GraphError) -> ValueID {
    if let view = views[id] { return try realised(view) }
    return try constant(id)
  }

  // MARK: - Results

  /// Appends an operation of the new graph in place of one of the source.
  ///
  /// - Parameters:
  ///   - permutation: Of the outputs, as in `TensorView`.
  ///   - shape: Of the outputs before the permutation, where it is not the operation's own.
  mutating func emit(
    _ operation: GraphOperation, _ kind: any OperationKind, _ inputs: [ValueID?], shape: [Int]? = nil,
    permutation: [Int]? = nil, order: [Int]? = nil
  ) throws(GraphError) {
    let results = try graph.append(kind, named: operation.name, inputs: inputs)
    guard results.count == operation.outputs.count else {
      throw GraphError("It has \(operation.outputs.count) outputs where \(results.count) are computed.")
    }
    for (old, new) in zip(operation.outputs, results) {
      graph[new].name = source[old].name
      graph[new].quantization = source[old].quantization
      graph[new].type = source[old].type
      try define(
        old,
        TensorView(new, shape: shape ?? graph[new].shape, permutation: permutation, order: order))
    }
  }

  mutating func define(_ id: ValueID, _ view: TensorView) throws(GraphError) {
    guard view.logicalShape == source[id].shape else {
      throw GraphError(
        "\(source[id].name) has shape \(source[id].shape), the operation gives \(view.logicalShape).")
    }
    views[id] = view
  }
}
