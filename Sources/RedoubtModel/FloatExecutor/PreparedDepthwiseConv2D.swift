/// DEPTHWISE_CONV_2D: eight channels at a time, cell by cell of the window.
struct PreparedDepthwiseConv2D: PreparedOperation {
  private let input: [Int]
  private let output: [Int]
  private let rows, columns: WindowGeometry
  private let multiplier: Int
  /// [KH × KW, C × multiplier], as the model stores it.
  private let weights: [Float]
  private let bias: [Float]
  private let activation: FusedActivation

  init(_ kind: DepthwiseConv2DKind, _ inputs: [Value?], weights: [Float], bias: [Float]?) throws(GraphError) {
    output = try kind.outputShapes(inputs)[0]
    input = try inputs.operand(0).shape
    let shape = try inputs.operand(1).shape
    (rows, columns) = try kind.window.geometry(
      input: input, kernelRows: shape[1], kernelColumns: shape[2])
    multiplier = Int(kind.depthMultiplier)
    self.weights = weights
    self.bias = bias ?? [Float](repeating: 0, count: output[3])
    activation = kind.activation
  }

  func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    let elements = try inputs.floats(0)
    guard elements.count == input.elementCount else {
      throw GraphError("The input has \(elements.count) elements where shape \(input) is needed.")
    }
    // With a multiplier each input channel is read by several outputs in turn: repeating it makes them alike.
    let repeated = multiplier == 1 ? elements : elements.flatMap { [Float](repeating: $0, count: multiplier) }
    var result = [Float](repeating: 0, count: output.elementCount)
    repeated.withUnsafeBufferPointer { source in
      weights.withUnsafeBufferPointer { weights in
        result.withUnsafeMutableBufferPointer { target in
          guard let source = source.baseAddress, let weights = weights.baseAddress,
            let target = target.baseAddress
          else { return }
          convolve(source, weights, target)
        }
      }
    }
    activation.apply(to: &result)
    return [HostTensor(shape: output, result)]
  }

  private func convolve(
    _ source: UnsafePointer<Float>, _ weights: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>
  ) {
    let channels = output[3]
    var target = target
    for image in 0..<input[0] {
      let source = source + image * input[1] * input[2] * channels
      for y in 0..<rows.output {
        for x in 0..<columns.output {
          for i in 0..<rows.kernel {
            let row = rows.source(y, i)
            guard row >= 0, row < input[1] else { continue }
            for j in 0..<columns.kernel {
              let column = columns.source(x, j)
              guard column >= 0, column < input[2] else { continue }
              let cell = source + (row * input[2] + column) * channels
              let factors = weights + (i * columns.kernel + j) * channels
              for c in 0..<channels { target[c] += cell[c] * factors[c] }
            }
          }
          for c in 0..<channels { target[c] += bias[c] }
          target += channels
        }
      }
    }
  }
}
