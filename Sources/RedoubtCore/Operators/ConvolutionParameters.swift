/// What CONV_2D and DEPTHWISE_CONV_2D need besides the tensors' elements, and what both check.
package struct ConvolutionParameters: ChannelOperands {
  package let input, weights, output: Tensor
  package let bias: Tensor?
  package let window: ConvolutionWindow
  package let inputOffset, outputZeroPoint: Int32
  package let range: ActivationRange
  package let scales: ChannelScales
  @inline(__always)
  package var sharedPair: QuantizedMultiplier? { nil }

  /// - Parameters:
  ///   - optionsType: Of the operator, in the schema's `BuiltinOptions`.
  ///   - channelDimension: Dimension of the weights that holds the output channels.
  ///   - activationSlot: Slot of the fused activation in the options; those of the dilation factors follow.
  init(
    _ node: Node, optionsType: UInt8, channelDimension: Int, activationSlot: UInt8
  ) throws(ModelError) {
    try node.require(inputs: 2...3, outputs: 1)
    (input, weights, output) = (try node.input(0), try node.input(1), try node.output(0))
    bias = try node.optionalInput(2)
    try input.require(.int8)
    try weights.require(.int8)
    try output.require(.int8)
    try input.require(rank: 4)
    try weights.require(rank: 4)
    try output.require(rank: 4)
    let channels = weights.shape[channelDimension]
    guard output.shape[3] == channels else {
      throw output.error(.shapeMismatch, .tensorShape, value: output.shape[3])
    }
    try bias?.requireBias(channels: channels)
    let options = try node.options(optionsType)
    window = try ConvolutionWindow(
      options, input: input, weights: weights, output: output, dilationSlot: activationSlot &+ 1)
    range = try ActivationRange(
      try options.scalar(activationSlot, default: 0 as Int8), output: output, options: options,
      slot: activationSlot)
    inputOffset = 0 &- (try input.zeroPoint())
    outputZeroPoint = try output.zeroPoint()
    scales = try ChannelScales(
      input: input, weights: weights, output: output, dimension: channelDimension)
  }
}
