/// CONV_2D as matrix products: the cells under each position of the window become a row of a matrix.
struct PreparedConv2D: PreparedOperation {
  private let input: [Int]
  private let output: [Int]
  private let rows, columns: WindowGeometry
  /// Input channels of a group.
  private let groupChannels: Int
  /// One matrix [KH × KW × groupChannels, Cout ÷ groups] per group.
  private let matrices: [PackedMatrix]
  private let bias: [Float]?
  private let range: ClosedRange<Float>
  /// Positions whose rows are gathered before they are multiplied: few enough to stay in the first-level cache.
  private static let blockPositions = 32

  init(_ kind: Conv2DKind, _ inputs: [Value?], weights: [Float], bias: [Float]?) throws(GraphError) {
    output = try kind.outputShapes(inputs)[0]
    input = try inputs.operand(0).shape
    let shape = try inputs.operand(1).shape
    (rows, columns) = try kind.window.geometry(
      input: input, kernelRows: shape[1], kernelColumns: shape[2])
    groupChannels = shape[3]
    let depth = shape[1] * shape[2] * shape[3]
    let groups = input[3] / shape[3]
    let groupOutputs = shape[0] / groups
    matrices = (0..<groups).map { group in
      PackedMatrix(depth: depth, columns: groupOutputs) { k, n in
        weights[(group * groupOutputs + n) * depth + k]
      }
    }
    self.bias = bias
    range = kind.activation.range
  }

  func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    let elements = try inputs.floats(0)
    guard elements.count == input.elementCount else {
      throw GraphError("The input has \(elements.count) elements where shape \(input) is needed.")
    }
    let count = output.elementCount
    let result = [Float](unsafeUninitializedCapacity: count) { result, initialized in
      elements.withUnsafeBufferPointer { source in
        if let source = source.baseAddress, let target = result.baseAddress { convolve(source, target) }
      }
      initialized = count
    }
    return [HostTensor(shape: output, result)]
  }

  private func convolve(_ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>) {
    let positions = rows.output * columns.output
    let depth = matrices[0].depth
    let channels = input[3]
    // Rows of a 1 × 1 window with stride 1 are the input itself.
    let isPointwise = rows.kernel == 1 && columns.kernel == 1 && rows.stride == 1 && columns.stride == 1
    withUnsafeTemporaryAllocation(of: Float.self, capacity: Self.blockPositions * depth) { block in
      guard let block = block.baseAddress else { return }
      for image in 0..<input[0] {
        let source = source + image * input[1] * input[2] * channels
        let target = target + image * positions * output[3]
        for (group, matrix) in matrices.enumerated() {
          let source = source + group * groupChannels
          let firstOutput = group * matrix.columns
          for first in stride(from: 0, to: positions, by: Self.blockPositions) {
            let count = min(Self.blockPositions, positions - first)
            if !isPointwise {
              for i in 0..<count { gather(source, position: first + i, into: block + i * depth) }
            }
            bias.withUnsafePointer { bias in
              matrix.multiply(
                isPointwise ? source + first * channels : UnsafePointer(block), rows: count,
                stride: isPointwise ? channels : depth, bias: bias.map { $0 + firstOutput }, range: range,
                into: PackedMatrix.Target(
                  start: target + first * output[3] + firstOutput, stride: output[3]))
            }
          }
        }
      }
    }
  }

  /// Copies the cells under the window at `position`; 0 in the padding.
  @inline(__always)
  private func gather(_ source: UnsafePointer<Float>, position: Int, into row: UnsafeMutablePointer<Float>) {
    let (y, x) = (position / columns.output, position % columns.output)
    let channels = input[3]
    var cell = row
    for i in 0..<rows.kernel {
      let sourceRow = rows.source(y, i)
      for j in 0..<columns.kernel {
        let sourceColumn = columns.source(x, j)
        if sourceRow >= 0, sourceRow < input[1], sourceColumn >= 0, sourceColumn < input[2] {
          cell.update(from: source + (sourceRow * input[2] + sourceColumn) * channels, count: groupChannels)
        } else {
          cell.update(repeating: 0, count: groupChannels)
        }
        cell += groupChannels
      }
    }
  }
}

extension [Float]? {
  /// Calls `body` with the elements, nil where there are none.
  @inline(__always)
  func withUnsafePointer<R>(_ body: (UnsafePointer<Float>?) -> R) -> R {
    guard let elements = self else { return body(nil) }
    return elements.withUnsafeBufferPointer { body($0.baseAddress) }
  }
}
