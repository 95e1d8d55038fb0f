/// What AVERAGE_POOL_2D and MAX_POOL_2D share: int8 input [N, H, W, C], int8 output [N, OH, OW, C] with the same
/// quantisation, a window that slides over height and width.
package struct PoolWindow {
  package let input, output: Tensor
  package let rows, columns: WindowAxis
  package let range: ActivationRange

  private static let optionsType: UInt8 = 5

  package init(_ node: Node) throws(ModelError) {
    try node.require(inputs: 1...1, outputs: 1)
    (input, output) = (try node.int8Input(0), try node.int8Output(0))
    try input.require(rank: 4)
    try output.require(rank: 4)
    // Both kernels work on the bytes as they are.
    guard try input.isQuantizedLike(output) else {
      throw output.error(.quantizationMismatch, .quantizationScale)
    }
    let options = try OptionFields(
      node, Self.optionsType,
      FieldLayout(.options).scalar(0, bytes: 1).scalar(1, bytes: 4).scalar(2, bytes: 4)
        .scalar(3, bytes: 4).scalar(4, bytes: 4).scalar(5, bytes: 1))
    columns = try Self.axis(input.shape[2], options, strideSlot: 1)
    rows = try Self.axis(input.shape[1], options, strideSlot: 2)
    let (inputShape, outputShape) = (input.shape, output.shape)
    guard outputShape[0] == inputShape[0], outputShape[1] == rows.output, outputShape[2] == columns.output,
      outputShape[3] == inputShape[3]
    else { throw output.error(.shapeMismatch, .tensorShape, value: outputShape.count) }
    range = try ActivationRange(options, 5, try output.affine())
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
    _ input: Int, _ options: OptionFields, strideSlot: Int
  ) throws(ModelError) -> WindowAxis {
    let filterSlot = strideSlot &+ 2
    guard
      let axis = WindowAxis(
        input: input, filter: Int(options[filterSlot]), stride: options[strideSlot], dilation: 1,
        padding: Int8(truncatingIfNeeded: options[0]))
    else { throw options.error(.outOfRange, filterSlot) }
    return axis
  }
}
