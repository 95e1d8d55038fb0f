import RedoubtModel

/// DEPTHWISE_CONV_2D: output channel o passes its gradient to input channel o ÷ multiplier.
struct DepthwiseConv2DBackward: BackwardRule {
  private let input, output: [Int]
  private let rows, columns: WindowGeometry
  private let multiplier: Int
  /// [KH × KW, C × multiplier].
  private let weights: [Float]

  init(_ kind: DepthwiseConv2DKind, input: [Int], output: [Int], weights: HostTensor) throws(GraphError) {
    (self.input, self.output) = (input, output)
    let shape = weights.shape
    (rows, columns) = try kind.window.geometry(
      input: input, kernelRows: shape[1], kernelColumns: shape[2])
    multiplier = Int(kind.depthMultiplier)
    self.weights = weights.data.floats ?? []
  }

  func inputGradients(_ gradients: [[Float]], _ values: OperationValues) -> [[Float]] {
    var result = [Float](repeating: 0, count: input.elementCount)
    let channels = output[3]
    var place = 0
    for image in 0..<input[0] {
      for y in 0..<rows.output {
        for x in 0..<columns.output {
          for i in 0..<rows.kernel {
            let row = rows.source(y, i)
            guard row >= 0, row < input[1] else { continue }
            for j in 0..<columns.kernel {
              let column = columns.source(x, j)
              guard column >= 0, column < input[2] else { continue }
              let cell = ((image * input[1] + row) * input[2] + column) * input[3]
              let tap = (i * columns.kernel + j) * channels
              for channel in 0..<channels {
                result[cell + channel / multiplier] += gradients[0][place + channel] * weights[tap + channel]
              }
            }
          }
          place += channels
        }
      }
    }
    return [result, [], []]
  }
}
