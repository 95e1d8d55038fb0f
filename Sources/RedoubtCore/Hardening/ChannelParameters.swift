/// Where an operator's weights and biases lie in the file, channel by channel: copy 0.
struct ChannelParameters {
  /// First byte of channel 0, and distances from there: to the next weight, to the next channel's first weight.
  let weights, stride, step: Int
  /// Weights of a channel.
  let count: Int
  let channels: Int
  /// First byte of channel 0's bias; nil where the operator has none.
  let bias: Int?

  /// Nil for an operator without weights of that kind in the file. What the kernels check again (quantisation, options)
  /// is not looked at.
  init?(_ node: Node, channels: Int) throws(ModelError) {
    guard
      node.code == DepthwiseConv2D.code || node.code == Conv2D.code || node.code == FullyConnected<TFLM>.code
    else { return nil }
    self.init(
      try node.input(1), bias: try node.optionalInput(2), isDepthwise: node.code == DepthwiseConv2D.code,
      channels: channels)
  }

  /// Nil for weights or biases that are not of that kind or not in the file.
  init?(_ weights: Tensor, bias: Tensor?, isDepthwise: Bool, channels: Int) {
    // DEPTHWISE_CONV_2D holds the channels of a cell side by side; CONV_2D and FULLY_CONNECTED one after the other.
    guard let position = weights.constantPosition, weights.type == .int8, weights.shape.count > 0,
      channels > 0,
      (isDepthwise ? weights.shape.last : weights.shape[0]) == channels
    else { return nil }
    self.weights = position
    self.channels = channels
    count = weights.shape.count / channels
    stride = isDepthwise ? channels : 1
    step = isDepthwise ? 1 : count
    guard let bias else {
      self.bias = nil
      return
    }
    guard let start = bias.constantPosition, bias.type == .int32, bias.shape.count == channels else {
      return nil
    }
    self.bias = start
  }

  /// First byte of a channel's weights.
  func weights(_ channel: Int) -> Int { weights &+ channel &* step }

  /// First byte of a channel's bias.
  func bias(_ channel: Int) -> Int? { bias.map { $0 &+ 4 &* channel } }

  /// Distance of a channel's first weight from a multiple of 4 in its row. A stride of 1 keeps that of copy 0; gathered
  /// weights begin at a multiple of 4.
  func phase(_ channel: Int) -> Int { stride == 1 ? weights(channel) & 3 : 0 }

  /// Words of weights that no row exceeds.
  var largestRowWords: Int {
    let isAligned = stride != 1 || weights & 3 == 0 && count & 3 == 0
    return (count &+ (isAligned ? 3 : 6)) / 4
  }

  /// Bytes of the memory that a row is voted into: its bias and its weights.
  var scratchBytes: Int { 4 &+ 4 &* largestRowWords }
}
