/// Options that CONV_2D and DEPTHWISE_CONV_2D share, and the two axes that follow from them.
package struct ConvolutionWindow {
  package let rows, columns: WindowAxis

  /// - Parameters:
  ///   - input: [N, H, W, C].
  ///   - weights: [_, KH, KW, _].
  ///   - output: [N, OH, OW, C']; its height and width must be what options and input give.
  ///   - dilationSlot: Slot of `dilation_w_factor`; that of `dilation_h_factor` follows.
  @inline(__always)
  init(
    _ options: OptionFields, input: Tensor, weights: Tensor, output: Tensor, dilationSlot: Int
  ) throws(ModelError) {
    guard
      let rows = WindowAxis(
        input: input.shape[1], filter: weights.shape[1], stride: options[2],
        dilation: options[dilationSlot &+ 1], padding: Int8(truncatingIfNeeded: options[0]))
    else { throw options.error(.outOfRange, 2) }
    guard
      let columns = WindowAxis(
        input: input.shape[2], filter: weights.shape[2], stride: options[1],
        dilation: options[dilationSlot], padding: Int8(truncatingIfNeeded: options[0]))
    else { throw options.error(.outOfRange, 1) }
    guard output.shape[0] == input.shape[0], output.shape[1] == rows.output, output.shape[2] == columns.output
    else { throw output.error(.shapeMismatch, .tensorShape, value: rows.output) }
    self.rows = rows
    self.columns = columns
  }
}
