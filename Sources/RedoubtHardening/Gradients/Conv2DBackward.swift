import RedoubtModel

/// CONV_2D: each gradient flows back through the weights of its window.
struct Conv2DBackward: BackwardRule {
  private let input, output: [Int]
  private let rows, columns: WindowGeometry
  /// Input channels of a group.
  private let depth: Int
  /// [Cout, KH, KW, Cin ÷ groups].
  private let weights: [Float]

  init(_ kind: Conv2DKind, input: [Int], output: [Int], weights: HostTensor) throws(GraphError) {
    (self.input, self.output) = (input, output)
    let shape = weights.shape
    (rows, columns) = try kind.window.geometry(
      input: input, kernelRows: shape[1], kernelColumns: shape[2])
    depth = shape[3]
    self.weights = weights.data.floats ?? []
  }

  func inputGradients(_ gradients: [[Float]], _ values: OperationValues) -> [[Float]] {
    var result = [Float](repeating: 0, count: input.elementCount)
    let (channels, inputChannels) = (output[3], input[3])
    let channelsPerGroup = channels / (inputChannels / depth)
    let filter = rows.kernel * columns.kernel * depth
    result.withUnsafeMutableBufferPointer { target in
      weights.withUnsafeBufferPointer { weights in
        gradients[0].withUnsafeBufferPointer { gradient in
          var place = 0
          for image in 0..<input[0] {
            for y in 0..<rows.output {
              for x in 0..<columns.output {
                for channel in 0..<channels {
                  let factor = gradient[place]
                  place += 1
                  if factor == 0 { continue }
                  let group = channel / channelsPerGroup * depth
                  for i in 0..<rows.kernel {
                    let row = rows.source(y, i)
                    guard row >= 0, row < input[1] else { continue }
                    for j in 0..<columns.kernel {
                      let column = columns.source(x, j)
                      guard column >= 0, column < input[2] else { continue }
                      let cell = ((image * input[1] + row) * input[2] + column) * inputChannels + group
                      let tap = channel * filter + (i * columns.kernel + j) * depth
                      for d in 0..<depth { target[cell + d] += factor * weights[tap + d] }
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
    return [result, [], []]
  }
}
