/// FULLY_CONNECTED as one matrix product.
struct PreparedFullyConnected: PreparedOperation {
  private let output: [Int]
  private let matrix: PackedMatrix
  private let bias: [Float]?
  private let range: ClosedRange<Float>

  init(_ kind: FullyConnectedKind, _ inputs: [Value?], weights: [Float], bias: [Float]?) throws(GraphError) {
    output = try kind.outputShapes(inputs)[0]
    let shape = try inputs.operand(1).shape
    matrix = PackedMatrix(depth: shape[1], columns: shape[0]) { k, n in weights[n * shape[1] + k] }
    self.bias = bias
    range = kind.activation.range
  }

  func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    let elements = try inputs.floats(0)
    let count = output.elementCount
    let rows = count / matrix.columns
    guard elements.count == rows * matrix.depth else {
      throw GraphError("The input has \(elements.count) elements where \(rows * matrix.depth) are needed.")
    }
    let result = [Float](unsafeUninitializedCapacity: count) { result, initialized in
      elements.withUnsafeBufferPointer { elements in
        bias.withUnsafePointer { bias in
          guard let elements = elements.baseAddress, let target = result.baseAddress else { return }
          matrix.multiply(
            elements, rows: rows, stride: matrix.depth, bias: bias, range: range,
            into: PackedMatrix.Target(start: target, stride: matrix.columns))
        }
      }
      initialized = count
    }
    return [HostTensor(shape: output, result)]
  }
}
