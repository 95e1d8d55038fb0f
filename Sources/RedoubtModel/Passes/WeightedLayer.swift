/// A convolution or fully connected layer with constant float weights, taken apart for passes that change them.
struct WeightedLayer {
  enum Form {
    /// Weights [Cout, KH, KW, Cin ÷ groups].
    case convolution(groups: Int)
    /// Weights [1, KH, KW, Cin × multiplier].
    case depthwise(multiplier: Int)
    /// Weights [Cout, Cin].
    case rows
  }

  let form: Form
  /// The layer's input, and how many channels (elements of the last dimension) it has.
  let input: ValueID
  let inputChannels: Int
  let outputChannels: Int
  /// Positions of the window; nil for rows.
  let geometry: (rows: WindowGeometry, columns: WindowGeometry)?
  let weightShape: [Int]
  var weights: [Float]
  /// One number per output channel; zeros where the layer has no bias.
  var bias: [Float]

  /// - Returns: Nil for any other operation, and where weights or bias are not constant, or the rows of a fully
  ///   connected layer do not hold whole cells of the input.
  init?(_ operation: GraphOperation, in graph: Graph) {
    guard operation.inputs.count >= 2, let input = operation.inputs[0], let weightID = operation.inputs[1],
      graph[input].data == nil, case .float32(let weights)? = graph[weightID].data, !weights.isEmpty,
      let channels = graph[input].shape.last, channels > 0
    else { return nil }
    let shape = graph[weightID].shape
    switch operation.kind {
    case let kind as Conv2DKind:
      form = .convolution(groups: channels / shape[3])
      outputChannels = shape[0]
      geometry = try? kind.window.geometry(
        input: graph[input].shape, kernelRows: shape[1], kernelColumns: shape[2])
      if geometry == nil { return nil }
    case let kind as DepthwiseConv2DKind:
      form = .depthwise(multiplier: Int(kind.depthMultiplier))
      outputChannels = shape[3]
      geometry = try? kind.window.geometry(
        input: graph[input].shape, kernelRows: shape[1], kernelColumns: shape[2])
      if geometry == nil { return nil }
    case is FullyConnectedKind:
      guard shape[1] % channels == 0 else { return nil }
      form = .rows
      outputChannels = shape[0]
      geometry = nil
    default: return nil
    }
    bias = [Float](repeating: 0, count: outputChannels)
    if operation.inputs.count > 2, let id = operation.inputs[2] {
      guard let elements = graph[id].data?.floats else { return nil }
      bias = elements
    }
    self.input = input
    self.weights = weights
    inputChannels = channels
    weightShape = shape
  }

  /// Whether no window reaches padding.
  var isUnpadded: Bool {
    guard let geometry else { return true }
    return [geometry.rows, geometry.columns].allSatisfy {
      $0.before == 0 && ($0.output - 1) * $0.stride + ($0.kernel - 1) * $0.dilation < $0.input
    }
  }

  /// Output channel of each weight.
  func outputChannel(ofWeight i: Int) -> Int {
    if case .depthwise = form { i % outputChannels } else { i / (weights.count / outputChannels) }
  }

  /// Input channel that each weight multiplies.
  func inputChannel(ofWeight i: Int) -> Int {
    switch form {
    case .convolution(let groups):
      let perGroup = inputChannels / groups
      return i / (weights.count / groups) * perGroup + i % perGroup
    case .depthwise(let multiplier): return i % outputChannels / multiplier
    case .rows: return i % weightShape[1] % inputChannels
    }
  }

  /// Puts weights and bias back into the graph, as new constants.
  func store(_ operation: Int, in graph: inout Graph) {
    let name = graph[graph.operations[operation].outputs[0]].name
    let layer = graph.operations[operation]
    let weights = graph.addConstant(self.weights, shape: weightShape, named: "\(name)/weights")
    let bias = graph.addConstant(self.bias, shape: [outputChannels], named: "\(name)/bias")
    graph.operations[operation].inputs = [layer.inputs[0], weights, bias]
  }
}
