import RedoubtModel

/// FULLY_CONNECTED: one product with the transposed weights.
struct FullyConnectedBackward: BackwardRule {
  /// [Cout, Cin].
  private let weights: [Float]
  private let channels, depth: Int

  init(weights: HostTensor) {
    (channels, depth) = (weights.shape[0], weights.shape[1])
    self.weights = weights.data.floats ?? []
  }

  func inputGradients(_ gradients: [[Float]], _ values: OperationValues) -> [[Float]] {
    let batches = gradients[0].count / channels
    var result = [Float](repeating: 0, count: batches * depth)
    for batch in 0..<batches {
      for channel in 0..<channels {
        let factor = gradients[0][batch * channels + channel]
        if factor == 0 { continue }
        for i in 0..<depth { result[batch * depth + i] += factor * weights[channel * depth + i] }
      }
    }
    return [result, [], []]
  }
}
