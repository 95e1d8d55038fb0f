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
  ///   - layout: Of the options: `layout(activationSlot:)`.
  ///   - activationSlot: Slot of the fused activation in the options; those of the dilation factors follow.
  init(
    _ node: Node, optionsType: UInt8, _ layout: FieldLayout, channelDimension: Int, activationSlot: Int
  ) throws(ModelError) {
    try node.require(inputs: 2...3, outputs: 1)
    input = try node.int8Input(0)
    weights = try node.int8Input(1)
    output = try node.int8Output(0)
    bias = try node.optionalInput(2)
    try input.require(rank: 4)
    try weights.require(rank: 4)
    try output.require(rank: 4)
    let channels = weights.shape[channelDimension]
    guard output.shape[3] == channels else {
      throw output.error(.shapeMismatch, .tensorShape, value: output.shape[3])
    }
    try bias?.requireBias(channels: channels)
    let options = try OptionFields(node, optionsType, layout)
    window = try ConvolutionWindow(
      options, input: input, weights: weights, output: output, dilationSlot: activationSlot &+ 1)
    let (source, result) = (try input.affine(), try output.affine())
    range = try ActivationRange(options, activationSlot, result)
    inputOffset = 0 &- source.zeroPoint
    outputZeroPoint = result.zeroPoint
    scales = try ChannelScales(
      input: source.scale, weights: weights, output: result.scale, dimension: channelDimension)
  }

  /// Padding, strides, activation and dilation factors.
  @inline(__always)
  static func layout(activationSlot slot: UInt8) -> FieldLayout {
    FieldLayout(.options).scalar(0, bytes: 1).scalar(1, bytes: 4).scalar(2, bytes: 4).scalar(slot, bytes: 1)
      .wordOfDefaultOne(slot &+ 1).wordOfDefaultOne(slot &+ 2)
  }
}
