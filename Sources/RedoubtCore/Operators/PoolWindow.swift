/// What AVERAGE_POOL_2D and MAX_POOL_2D share: int8 input [N, H, W, C], int8 output [N, OH, OW, C] with the same
/// quantisation, a window that slides over height and width.
package struct PoolWindow {
  package let input, output: Tensor
  package let rows, columns: WindowAxis
  package let range: ActivationRange

  private static let optionsType: UInt8 = 5

  package init(_ node: Node) throws(ModelError) {
    try node.require(inputs: 1...1, outputs: 1)
    (input, output) = (try node.input(0), try node.output(0))
    try input.require(.int8)
    try output.require(.int8)
    try input.require(rank: 4)
    try output.require(rank: 4)
    // Both kernels work on the bytes as they are.
    guard try input.isQuantizedLike(output) else {
      throw output.error(.quantizationMismatch, .quantizationScale)
    }
    let options = try node.options(Self.optionsType)
    let padding = try options.scalar(0, default: 0 as Int8)
    columns = try Self.axis(input, 2, options, strideSlot: 1, filterSlot: 3, padding: padding)
    rows = try Self.axis(input, 1, options, strideSlot: 2, filterSlot: 4, padding: padding)
    let (inputShape, outputShape) = (input.shape, output.shape)
    guard outputShape[0] == inputShape[0], outputShape[1] == rows.output, outputShape[2] == columns.output,
      outputShape[3] == inputShape[3]
    else { throw output.error(.shapeMismatch, .tensorShape, value: outputShape.count) }
    range = try ActivationRange(
      try options.scalar(5, default: 0 as Int8), output: output, options: options, slot: 5)
  }

  /// The mean of a window, rounded half away from zero, in the range of the fused activation.
  ///
  /// - Parameter cells: Cells of the window inside the input. Every window has some; 0 counts as 1, which keeps a
  ///   division by zero out in any case.
  @inline(__always)
  package func mean(_ sum: Int32, cells: Int) -> Int8 {
    let cells = max(1, Int32(truncatingIfNeeded: cells))
    let half = cells / 2
    return range.clamp((sum > 0 ? sum &+ half : sum &- half) / cells)
  }

  private static func axis(
    _ input: Tensor, _ dimension: Int, _ options: Options, strideSlot: UInt8, filterSlot: UInt8, padding: Int8
  ) throws(ModelError) -> WindowAxis {
    let stride = try options.scalar(strideSlot, default: 0 as Int32)
    let filter = try options.scalar(filterSlot, default: 0 as Int32)
    guard
      let axis = WindowAxis(
        input: input.shape[dimension], filter: Int(filter), stride: stride, dilation: 1, padding: padding)
    else { throw options.error(.outOfRange, filterSlot, value: Int(filter)) }
    return axis
  }
}
