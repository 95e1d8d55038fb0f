/// Options that CONV_2D and DEPTHWISE_CONV_2D share, and the two axes that follow from them.
package struct ConvolutionWindow {
  package let rows, columns: WindowAxis

  /// - Parameters:
  ///   - input: [N, H, W, C].
  ///   - weights: [_, KH, KW, _].
  ///   - output: [N, OH, OW, C']; its height and width must be what options and input give.
  ///   - dilationSlot: Slot of `dilation_w_factor`; that of `dilation_h_factor` follows.
  init(
    _ options: Options, input: Tensor, weights: Tensor, output: Tensor, dilationSlot: UInt8
  ) throws(ModelError) {
    let padding = try options.scalar(0, default: 0 as Int8)
    let strideColumns = try options.scalar(1, default: 0 as Int32)
    let strideRows = try options.scalar(2, default: 0 as Int32)
    let dilationColumns = try options.scalar(dilationSlot, default: 1 as Int32)
    let dilationRows = try options.scalar(dilationSlot &+ 1, default: 1 as Int32)
    guard
      let rows = WindowAxis(
        input: input.shape[1], filter: weights.shape[1], stride: strideRows, dilation: dilationRows,
        padding: padding)
    else { throw options.error(.outOfRange, 2, value: Int(strideRows)) }
    guard
      let columns = WindowAxis(
        input: input.shape[2], filter: weights.shape[2], stride: strideColumns, dilation: dilationColumns,
        padding: padding)
    else { throw options.error(.outOfRange, 1, value: Int(strideColumns)) }
    guard output.shape[0] == input.shape[0], output.shape[1] == rows.output, output.shape[2] == columns.output
    else { throw output.error(.shapeMismatch, .tensorShape, value: rows.output) }
    self.rows = rows
    self.columns = columns
  }
}
