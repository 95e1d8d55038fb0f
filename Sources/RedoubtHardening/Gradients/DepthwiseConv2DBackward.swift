import RedoubtModel

/// DEPTHWISE_CONV_2D: output channel o passes its gradient to input channel o ÷ multiplier.
struct DepthwiseConv2DBackward: BackwardRule {
  private let input, output: [Int]
  private let positions: WindowPositions
  private let multiplier: Int
  /// [KH × KW, C × multiplier].
  private let weights: [Float]

  init(_ kind: DepthwiseConv2DKind, input: [Int], output: [Int], weights: HostTensor) throws(GraphError) {
    (self.input, self.output) = (input, output)
    let shape = weights.shape
    positions = WindowPositions(
      input, try kind.window.geometry(input: input, kernelRows: shape[1], kernelColumns: shape[2]))
    multiplier = Int(kind.depthMultiplier)
    self.weights = weights.data.floats ?? []
  }

  func inputGradients(_ gradients: [[Float]], _ values: OperationValues) -> [[Float]] {
    var result = [Float](repeating: 0, count: input.elementCount)
    let channels = output[3]
    positions.visit { outputPixel, cells in
      for cell in cells {
        for channel in 0..<channels {
          result[cell.pixel * input[3] + channel / multiplier] +=
            gradients[0][outputPixel * channels + channel] * weights[cell.tap * channels + channel]
        }
      }
    }
    return [result, [], []]
  }
}
