import RedoubtModel

/// Which input elements each output element of a weighted layer is a weighted sum of.
///
/// Output channels form groups that read the same elements: all of a dense layer, one per channel of a depthwise one.
struct PatchGeometry: Sendable {
  /// Positions that the weights are applied at in one record.
  let positions: Int
  let groups: Int
  /// Output channels of a group.
  let groupOutputs: Int
  /// Elements under the weights of one output channel.
  let depth: Int
  /// Rows and columns of the window; nil for a fully connected layer, whose positions are rows of its input.
  private let window: (rows: WindowGeometry, columns: WindowGeometry)?
  private let inputChannels: Int
  /// Neighbouring input channels that belong to one patch.
  private let patchChannels: Int

  init(_ graph: Graph, _ layer: WeightedLayer) throws(GraphError) {
    let operation = graph.operations[layer.operation]
    let input = graph[layer.input].shape
    depth = layer.depth
    switch operation.kind {
    case let kind as Conv2DKind:
      let shape = operation.inputs[1].map { graph[$0].shape } ?? []
      window = try kind.window.geometry(input: input, kernelRows: shape[1], kernelColumns: shape[2])
      (inputChannels, patchChannels) = (input[3], shape[3])
      groups = input[3] / shape[3]
    case let kind as DepthwiseConv2DKind:
      let shape = operation.inputs[1].map { graph[$0].shape } ?? []
      window = try kind.window.geometry(input: input, kernelRows: shape[1], kernelColumns: shape[2])
      (inputChannels, patchChannels) = (input[3], 1)
      groups = input[3]
    default:
      window = nil
      (inputChannels, patchChannels) = (layer.depth, layer.depth)
      groups = 1
    }
    groupOutputs = layer.channels / groups
    positions = graph[layer.output].count / layer.channels
  }

  /// Copies the elements of group `group` at a position, in steps of the input's scale; 0 in the padding.
  ///
  /// - Parameter input: int8 elements of the whole input.
  func gather(
    _ input: UnsafePointer<UInt8>, zeroPoint: Int, position: Int, group: Int,
    into patch: UnsafeMutablePointer<Float>
  ) {
    func copy(_ source: UnsafePointer<UInt8>, _ target: UnsafeMutablePointer<Float>, _ count: Int) {
      for i in 0..<count { target[i] = Float(Int(Int8(bitPattern: source[i])) - zeroPoint) }
    }
    guard let (rows, columns) = window else { return copy(input + position * depth, patch, depth) }
    let perImage = rows.output * columns.output
    let (image, place) = (position / perImage, position % perImage)
    let (y, x) = (place / columns.output, place % columns.output)
    var cell = patch
    for i in 0..<rows.kernel {
      let row = rows.source(y, i)
      for j in 0..<columns.kernel {
        let column = columns.source(x, j)
        if row >= 0, row < rows.input, column >= 0, column < columns.input {
          let pixel = (image * rows.input + row) * columns.input + column
          copy(input + pixel * inputChannels + group * patchChannels, cell, patchChannels)
        } else {
          cell.update(repeating: 0, count: patchChannels)
        }
        cell += patchChannels
      }
    }
  }
}
