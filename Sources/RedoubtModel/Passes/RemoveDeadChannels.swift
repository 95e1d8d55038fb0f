extension Graph {
  /// Takes out channels (elements of the last dimension) that no output of the network depends on: nothing reads them,
  /// or every weight that does is zero.
  ///
  /// After `foldConstantChannels`, that is so for output channels whose weights are all zero, where the layers behind
  /// could take their number into the bias.
  public mutating func removeDeadChannels() throws(GraphError) {
    // More than a network has: a few bytes of a file can declare tensors of any size.
    let channels = values.reduce(0) { $0 + ($1.data == nil ? $1.shape.last ?? 0 : 0) }
    guard channels <= 16 * Value.largestChannelCount else { return }
    var removal = ChannelRemoval(self)
    removal.findNeeded()
    try removal.cut()
    self = removal.graph
    removeUnused()
  }
}

/// Which channels stay: the smallest sets that every operation can work with.
private struct ChannelRemoval {
  var graph: Graph
  /// Channels of each computed value that stay; empty for constants and values without dimensions.
  private var kept: [[Bool]]
  /// Weights, for each layer that can lose channels; others keep all of theirs.
  private var layers: [WeightedLayer?]
  private var hasChanged = false

  init(_ graph: Graph) {
    self.graph = graph
    kept = graph.values.map { value in
      Array(repeating: false, count: value.data == nil ? value.shape.last ?? 0 : 0)
    }
    layers = graph.operations.map { WeightedLayer($0, in: graph) }
  }

  // MARK: - What stays

  mutating func findNeeded() {
    for id in graph.inputs + graph.outputs { keepAll(id) }
    repeat {
      hasChanged = false
      for i in graph.operations.indices.reversed() { relate(i) }
      // Sets only grow, and each pass but the last adds a channel. No value may lose all of them.
      if !hasChanged {
        for operation in graph.operations {
          for id in operation.outputs where !kept[id.index].isEmpty && !kept[id.index].contains(true) {
            keep(id, 0)
          }
        }
      }
    } while hasChanged
  }

  private mutating func keep(_ id: ValueID, _ channel: Int) {
    guard channel < kept[id.index].count, !kept[id.index][channel] else { return }
    kept[id.index][channel] = true
    hasChanged = true
  }

  private mutating func keepAll(_ id: ValueID) {
    for channel in kept[id.index].indices { keep(id, channel) }
  }

  /// Keeps channel i of both where one of them keeps it.
  private mutating func unite(_ a: ValueID, _ b: ValueID, offset: Int = 0) {
    for i in kept[a.index].indices {
      if kept[a.index][i] { keep(b, i + offset) }
      if i + offset < kept[b.index].count, kept[b.index][i + offset] { keep(a, i) }
    }
  }

  /// Keeps what an operation needs or cannot leave out.
  private mutating func relate(_ i: Int) {
    let operation = graph.operations[i]
    let computed = operation.inputs.compactMap { $0 }.filter { graph[$0].data == nil }
    guard operation.outputs.count == 1, let input = computed.first else { return keepAllOf(operation) }
    let output = operation.outputs[0]
    let (channels, results) = (kept[input.index].count, kept[output.index].count)
    if let layer = layers[i] { return relate(layer, output) }
    switch operation.kind {
    case is any ElementwiseKind where isChannelwise(operation):
      for id in computed where kept[id.index].count == results { unite(id, output) }
      for id in computed where kept[id.index].count != results { keepAll(id) }
    case is MaxPool2DKind, is AveragePool2DKind, is ResizeNearestNeighborKind:
      unite(input, output)
    case is MeanKind, is ReduceMaxKind, is SliceKind, is StridedSliceKind:
      if graph.keepsLastDimension(operation) { unite(input, output) } else { keepAllOf(operation) }
    case is PadKind where graph.paddingOfLastDimension(operation) == 0 && channels == results:
      unite(input, output)
    case is ReshapeKind where channels > 0 && results % channels == 0:
      for first in stride(from: 0, to: results, by: channels) { unite(input, output, offset: first) }
    case is SqueezeKind where channels == results, is ExpandDimsKind where channels == results:
      unite(input, output)
    case let kind as ConcatenationKind where computed.count == operation.inputs.count:
      let isLast = kind.axis == -1 || Int(kind.axis) == graph[output].shape.count - 1
      var first = 0
      for id in computed {
        unite(id, output, offset: first)
        if isLast { first += kept[id.index].count }
      }
    default: keepAllOf(operation)
    }
  }

  private mutating func keepAllOf(_ operation: GraphOperation) {
    for case let id? in operation.inputs { keepAll(id) }
    for id in operation.outputs { keepAll(id) }
  }

  private mutating func relate(_ layer: WeightedLayer, _ output: ValueID) {
    switch layer.form {
    case .convolution(let groups) where groups > 1:
      keepAll(layer.input)
      keepAll(output)
    case .depthwise(let multiplier):
      for channel in 0..<layer.outputChannels {
        if kept[output.index][channel] { keep(layer.input, channel / multiplier) }
        if kept[layer.input.index][channel / multiplier] { keep(output, channel) }
      }
    case .convolution, .rows:
      let (isComputed, isRead) = (kept[output.index], kept[layer.input.index])
      for w in layer.weights.indices
      where layer.weights[w] != 0 && isComputed[layer.outputChannel(ofWeight: w)] {
        let channel = layer.inputChannel(ofWeight: w)
        if !isRead[channel] { keep(layer.input, channel) }
      }
    }
  }

  /// Whether constants among the operands, and operands of another shape, have one number or one per channel.
  private func isChannelwise(_ operation: GraphOperation) -> Bool {
    let results = kept[operation.outputs[0].index].count
    return operation.inputs.allSatisfy { id in
      guard let id else { return false }
      let last = graph[id].shape.last ?? 1
      return last == 1 || last == results && graph[id].data.map { $0.floats != nil } ?? true
    }
  }

  // MARK: - Taking the others out

  mutating func cut() throws(GraphError) {
    guard kept.contains(where: { $0.contains(false) && $0.contains(true) }) else { return }
    for i in graph.operations.indices {
      do throws(GraphError) { try cut(i) } catch { throw error.located(at: graph.operations[i].name) }
    }
    for i in graph.values.indices where graph.values[i].data == nil && !kept[i].isEmpty {
      graph.values[i].shape[graph.values[i].shape.count - 1] = kept[i].count { $0 }
    }
  }

  /// Takes channels out of the constants of an operation; shapes of computed values are still the old ones.
  private mutating func cut(_ i: Int) throws(GraphError) {
    let operation = graph.operations[i]
    guard operation.outputs.count == 1 else { return }
    let output = operation.outputs[0]
    let results = kept[output.index]
    if let layer = layers[i] { return cut(layer, i) }
    guard results.contains(false) else { return }
    switch operation.kind {
    case is any ElementwiseKind:
      for (place, id) in operation.inputs.enumerated() {
        guard let id, let elements = graph[id].data?.floats, graph[id].shape.last == results.count,
          results.count > 1
        else { continue }
        let remaining = elements.indices.filter { results[$0 % results.count] }.map { elements[$0] }
        let shape = graph[id].shape.dropLast() + [results.count { $0 }]
        graph.operations[i].inputs[place] = graph.addConstant(
          remaining, shape: Array(shape), named: graph[id].name)
      }
    case is ReshapeKind:
      let shape = graph[output].shape.dropLast() + [results.count { $0 }]
      graph.operations[i].inputs[1] = graph.addConstant(
        shape.map { Int32(clamping: $0) }, named: "\(graph[output].name)/shape")
    case is SliceKind:
      var size = graph[output].shape.map { Int32(clamping: $0) }
      size[size.count - 1] = Int32(results.count { $0 })
      graph.operations[i].inputs[2] = graph.addConstant(size, named: "\(graph[output].name)/size")
    default: break
    }
  }

  private mutating func cut(_ layer: WeightedLayer, _ i: Int) {
    let operation = graph.operations[i]
    let (read, computed) = (kept[layer.input.index], kept[operation.outputs[0].index])
    guard read.contains(false) || computed.contains(false) else { return }
    var shape = layer.weightShape
    let isDepthwise = if case .depthwise = layer.form { true } else { false }
    if isDepthwise {
      shape[3] = computed.count { $0 }
    } else {
      shape[0] = computed.count { $0 }
      shape[shape.count - 1] = shape[shape.count - 1] / read.count * read.count { $0 }
    }
    let name = graph[operation.outputs[0]].name
    let weights = layer.weights.indices.filter {
      computed[layer.outputChannel(ofWeight: $0)] && (isDepthwise || read[layer.inputChannel(ofWeight: $0)])
    }.map { layer.weights[$0] }
    let bias = layer.bias.indices.filter { computed[$0] }.map { layer.bias[$0] }
    let weightID = graph.addConstant(weights, shape: shape, named: "\(name)/weights")
    let biasID = graph.addConstant(bias, shape: [bias.count], named: "\(name)/bias")
    graph.operations[i].inputs = [layer.input, weightID, biasID]
  }
}
