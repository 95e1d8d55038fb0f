import RedoubtModel

/// A convolution, depthwise convolution or fully connected layer with constant weights, one row of weights per output
/// channel whatever the order in the file is.
struct WeightedLayer: Sendable {
  /// Index among the graph's operations.
  let operation: Int
  let name: String
  let input, output: ValueID
  let channels: Int
  /// Weights of one output channel.
  let depth: Int
  /// Whether the file has the channels last, as depthwise weights do.
  let isChannelsLast: Bool
  /// Weight k of channel c is `rows[c × depth + k]`.
  let rows: [Float]
  /// Per channel; zeros where the layer has none.
  let bias: [Float]

  /// Nil for any other operation.
  ///
  /// - Throws: Where the weights are computed, or not finite.
  init?(_ graph: Graph, operation index: Int) throws(GraphError) {
    let operation = graph.operations[index]
    guard operation.kind.isWeighted else { return nil }
    guard operation.inputs.count >= 2, let input = operation.inputs[0], let weights = operation.inputs[1],
      let elements = graph[weights].data?.floats
    else {
      throw GraphError(
        "Its weights are computed at run time or not float32; only constant float weights can be quantised.",
        at: operation.name)
    }
    isChannelsLast = operation.kind is DepthwiseConv2DKind
    channels = (isChannelsLast ? graph[weights].shape.last : graph[weights].shape.first) ?? 0
    guard channels > 0, elements.count > 0 else {
      throw GraphError("It has no weights.", at: operation.name)
    }
    depth = elements.count / channels
    self.operation = index
    self.input = input
    name = operation.name
    output = operation.outputs[0]
    if let id = operation.inputs.count > 2 ? operation.inputs[2] : nil {
      guard let elements = graph[id].data?.floats else {
        throw GraphError("Its bias is computed at run time; only constants can be quantised.", at: name)
      }
      bias = elements
    } else {
      bias = [Float](repeating: 0, count: channels)
    }
    rows = isChannelsLast ? elements.transposed(rows: depth, columns: channels) : elements
    guard rows.allSatisfy(\.isFinite), bias.allSatisfy(\.isFinite) else {
      throw GraphError("A weight or bias is infinite or not a number. Train or export again.", at: name)
    }
  }

  /// Rows in the order of the file.
  func stored<T>(_ rows: [T]) -> [T] {
    isChannelsLast ? rows.transposed(rows: channels, columns: depth) : rows
  }
}

extension OperationKind {
  /// Whether the operation has weights per output channel.
  var isWeighted: Bool { self is Conv2DKind || self is DepthwiseConv2DKind || self is FullyConnectedKind }
}

extension Array {
  /// The elements of a row-major matrix with rows and columns swapped.
  func transposed(rows: Int, columns: Int) -> [Element] {
    var result: [Element] = []
    result.reserveCapacity(count)
    for column in 0..<columns { for row in 0..<rows { result.append(self[row * columns + column]) } }
    return result
  }
}
