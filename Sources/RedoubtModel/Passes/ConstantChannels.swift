extension Graph {
  /// Finds channels (elements of the last dimension) that are the same number whatever the network's input is, as
  /// those of an output channel whose weights are all zero are, and folds them into the biases behind them.
  ///
  /// Weights that cannot reach the result are made zero first: those whose products together, for the largest input
  /// that there can be, are below the rounding of the bias in float32. Training with weight decay leaves such weights,
  /// 10^-30 or so, in channels that have died.
  public mutating func foldConstantChannels() {
    var search = ConstantChannelSearch(self)
    for i in operations.indices { search.visit(i) }
    self = search.graph
    removeUnused()
  }
}

/// One sweep over a graph, in execution order.
private struct ConstantChannelSearch {
  var graph: Graph
  /// For each value the number of every channel, nil where it depends on the input; empty where nothing is known.
  private var numbers: [[Float?]]
  /// Largest magnitude that an element of each value can have.
  private var bounds: [Float]

  /// Taken as the largest magnitude where no activation limits it.
  private static let assumedBound: Float = 0x1p32
  /// Half a unit in the last place of a float32 number of magnitude 1, and half of that for safety.
  private static let rounding: Double = 0x1p-25

  init(_ graph: Graph) {
    self.graph = graph
    numbers = Array(repeating: [], count: graph.values.count)
    bounds = Array(repeating: Self.assumedBound, count: graph.values.count)
  }

  mutating func visit(_ i: Int) {
    let operation = graph.operations[i]
    guard let output = operation.outputs.first, operation.outputs.count == 1, graph[output].type == .float32,
      !graph[output].shape.contains(0), graph[output].shape.last ?? 0 <= Value.largestChannelCount
    else { return }
    if let layer = WeightedLayer(operation, in: graph) {
      numbers[output.index] = fold(layer, i)
    } else {
      numbers[output.index] = propagated(operation, to: graph[output].shape)
    }
    bounds[output.index] = bound(operation)
  }

  // MARK: - Layers

  /// Folds what is known about the layer's input into its bias.
  ///
  /// - Returns: What is known about its output.
  private mutating func fold(_ source: WeightedLayer, _ i: Int) -> [Float?] {
    var layer = source
    let activation = graph.operations[i].kind.activation
    let known = numbers[layer.input.index]
    if known.count == layer.inputChannels { foldNumbers(known, into: &layer, activation) }
    layer.clearNegligibleWeights(bound: bounds[layer.input.index], rounding: Self.rounding)
    if layer.weights != source.weights || layer.bias != source.bias { layer.store(i, in: &graph) }
    var isConstant = [Bool](repeating: true, count: layer.outputChannels)
    for w in layer.weights.indices where layer.weights[w] != 0 {
      isConstant[layer.outputChannel(ofWeight: w)] = false
    }
    return isConstant.indices.map { isConstant[$0] ? activation.applied(to: [layer.bias[$0]])[0] : nil }
  }

  /// Moves products with known inputs into the bias where they are the same at every position.
  private func foldNumbers(_ known: [Float?], into layer: inout WeightedLayer, _ activation: FusedActivation)
  {
    let isUnpadded = layer.isUnpadded
    var sums = layer.bias.map { Double($0) }
    for w in layer.weights.indices where layer.weights[w] != 0 {
      // In padding stands 0, not the channel's number.
      guard let number = known[layer.inputChannel(ofWeight: w)], isUnpadded || number == 0 else { continue }
      sums[layer.outputChannel(ofWeight: w)] += Double(layer.weights[w]) * Double(number)
      layer.weights[w] = 0
    }
    layer.bias = sums.map { Float($0) }
    guard !isUnpadded, case .depthwise(let multiplier) = layer.form else { return }
    // The sums at the borders differ, but the activation may make them one.
    for channel in 0..<layer.outputChannels {
      guard let number = known[channel / multiplier], number != 0,
        let result = layer.uniformResult(channel: channel, of: number, activation)
      else { continue }
      for w in stride(from: channel, to: layer.weights.count, by: layer.outputChannels) {
        layer.weights[w] = 0
      }
      layer.bias[channel] = result
    }
  }

  // MARK: - Other operations

  private func propagated(_ operation: GraphOperation, to shape: [Int]) -> [Float?] {
    let channels = shape.last ?? 0
    let computed = operation.inputs.compactMap { $0 }.filter { graph[$0].data == nil }
    guard let first = computed.first else { return [] }
    let known = numbers[first.index]
    switch operation.kind {
    case is any ElementwiseKind:
      return elementwise(operation, shape)
    case is MaxPool2DKind, is AveragePool2DKind:
      return known.map { $0.map { operation.kind.activation.applied(to: [$0])[0] } }
    case is ResizeNearestNeighborKind:
      return known
    case is MeanKind, is ReduceMaxKind, is SliceKind, is StridedSliceKind:
      return graph.keepsLastDimension(operation) ? known : []
    case is PadKind:
      guard let before = graph.paddingOfLastDimension(operation), !known.isEmpty else { return [] }
      let padded = [Float?](repeating: 0, count: channels)
      let inner = known.map { $0 == 0 ? $0 : nil }
      return Array(padded[..<before]) + inner + padded[(before + inner.count)...]
    case is ReshapeKind, is SqueezeKind, is ExpandDimsKind:
      guard !known.isEmpty, channels % known.count == 0 else { return [] }
      return (0..<channels).map { known[$0 % known.count] }
    case let kind as ConcatenationKind:
      guard kind.axis == -1 || Int(kind.axis) == shape.count - 1, computed.count == operation.inputs.count
      else {
        return []
      }
      return computed.flatMap { id in
        let part =
          numbers[id.index].isEmpty
          ? [Float?](repeating: nil, count: graph[id].shape.last ?? 0) : numbers[id.index]
        return part.map { $0.map { kind.activation.applied(to: [$0])[0] } }
      }
    default: return []
    }
  }

  /// Evaluates the operation on one cell: the numbers of its channels, and constants that are the same in all cells.
  private func elementwise(_ operation: GraphOperation, _ shape: [Int]) -> [Float?] {
    guard let channels = shape.last else { return [] }
    var isKnown = [Bool](repeating: true, count: channels)
    var operands: [HostTensor?] = []
    for id in operation.inputs {
      guard let id else { return [] }
      if graph[id].data != nil {
        guard let elements = graph[id].channelNumbers(channels) else { return [] }
        operands.append(HostTensor(shape: [channels], elements))
      } else {
        guard graph[id].shape == shape, numbers[id.index].count == channels else { return [] }
        for c in 0..<channels where numbers[id.index][c] == nil { isKnown[c] = false }
        operands.append(HostTensor(shape: [channels], numbers[id.index].map { $0 ?? 0 }))
      }
    }
    guard isKnown.contains(true), let results = try? operation.kind.evaluate(operands),
      let elements = results.first?.data.floats, elements.count == channels
    else { return [] }
    return zip(elements, isKnown).map { $1 && $0.isFinite ? $0 : nil }
  }

  /// Largest magnitude of the output's elements.
  private func bound(_ operation: GraphOperation) -> Float {
    let inputs = operation.inputs.compactMap { $0 }.filter { graph[$0].data == nil }.map { bounds[$0.index] }
    let range = operation.kind.activation.range
    let fused = max(abs(range.lowerBound), abs(range.upperBound))
    var own = Self.assumedBound
    switch operation.kind {
    case is LogisticKind, is TanhKind, is SoftmaxKind, is ReluN1To1Kind: own = 1
    case is Relu6Kind: own = 6
    case is ReluKind, is MaxPool2DKind, is AveragePool2DKind, is MeanKind, is ReduceMaxKind, is ReshapeKind,
      is SqueezeKind, is ExpandDimsKind, is PadKind, is SliceKind, is StridedSliceKind, is TransposeKind,
      is ResizeNearestNeighborKind:
      own = inputs.max() ?? Self.assumedBound
    case is ConcatenationKind where inputs.count == operation.inputs.count:
      own = inputs.max() ?? Self.assumedBound
    default: break
    }
    return min(own, fused)
  }
}

extension WeightedLayer {
  /// Makes the smallest weights of each output channel zero, as many as together stay below `rounding` times its bias.
  ///
  /// - Parameter bound: Largest magnitude of the layer's input.
  fileprivate mutating func clearNegligibleWeights(bound: Float, rounding: Double) {
    var rows = [[Int]](repeating: [], count: outputChannels)
    for w in weights.indices where weights[w] != 0 {
      let channel = outputChannel(ofWeight: w)
      // Most weights are too large by themselves and are not looked at again.
      if Double(weights[w].magnitude) * Double(bound) <= rounding * Double(bias[channel].magnitude) {
        rows[channel].append(w)
      }
    }
    for (channel, row) in rows.enumerated() {
      let limit = rounding * Double(bias[channel].magnitude)
      var sum = 0.0
      for w in row.sorted(by: { (weights[$0].magnitude, $0) < (weights[$1].magnitude, $1) }) {
        sum += Double(weights[w].magnitude) * Double(bound)
        if sum > limit { break }
        weights[w] = 0
      }
    }
  }

  /// What a depthwise layer gives for a channel that is `number` everywhere but in the padding, where that is the same
  /// at every position; nil where it is not.
  fileprivate func uniformResult(channel: Int, of number: Float, _ activation: FusedActivation) -> Float? {
    guard let geometry, geometry.rows.output * geometry.rows.kernel <= 1 << 20,
      geometry.columns.output * geometry.columns.kernel <= 1 << 20
    else { return nil }
    // Which cells of the window lie inside the input, for positions that differ in it.
    func patterns(_ g: WindowGeometry) -> Set<[Bool]> {
      Set((0..<g.output).map { p in (0..<g.kernel).map { (0..<g.input).contains(g.source(p, $0)) } })
    }
    var result: Float?
    for rows in patterns(geometry.rows) {
      for columns in patterns(geometry.columns) {
        var sum = Double(bias[channel])
        for (r, isInside) in rows.enumerated() where isInside {
          for (c, isInside) in columns.enumerated() where isInside {
            sum += Double(weights[(r * columns.count + c) * outputChannels + channel]) * Double(number)
          }
        }
        let element = activation.applied(to: [Float(sum)])[0]
        if let result, result != element { return nil }
        result = element
      }
    }
    return result
  }
}
