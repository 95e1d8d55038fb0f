import RedoubtModel

/// CONV_2D: each gradient flows back through the weights of its window.
struct Conv2DBackward: BackwardRule {
  private let input, output: [Int]
  private let positions: WindowPositions
  /// Input channels of a group.
  private let depth: Int
  /// [Cout, KH, KW, Cin ÷ groups].
  private let weights: [Float]

  init(_ kind: Conv2DKind, input: [Int], output: [Int], weights: HostTensor) throws(GraphError) {
    (self.input, self.output) = (input, output)
    let shape = weights.shape
    positions = WindowPositions(
      input, try kind.window.geometry(input: input, kernelRows: shape[1], kernelColumns: shape[2]))
    depth = shape[3]
    self.weights = weights.data.floats ?? []
  }

  func inputGradients(_ gradients: [[Float]], _ values: OperationValues) -> [[Float]] {
    var result = [Float](repeating: 0, count: input.elementCount)
    let (channels, inputChannels) = (output[3], input[3])
    let channelsPerGroup = channels / (inputChannels / depth)
    let filter = weights.count / channels
    result.withUnsafeMutableBufferPointer { target in
      weights.withUnsafeBufferPointer { weights in
        gradients[0].withUnsafeBufferPointer { gradient in
          positions.visit { outputPixel, cells in
            for channel in 0..<channels {
              let factor = gradient[outputPixel * channels + channel]
              if factor == 0 { continue }
              let group = channel / channelsPerGroup * depth
              for cell in cells {
                let first = cell.pixel * inputChannels + group
                let tap = channel * filter + cell.tap * depth
                for d in 0..<depth { target[first + d] += factor * weights[tap + d] }
              }
            }
          }
        }
      }
    }
    return [result, [], []]
  }
}
