import RedoubtCore
import RedoubtIntrinsics

/// An operator with weights as the vector kernels see it: a window over one image, and one scale per channel.
package struct WeightedOperator {
  package var window: redoubt_window
  package var quantisation: redoubt_quantisation
  /// Multiplier and shift per output channel.
  package var pairs: [QuantizedMultiplier]
  package let input, weights, output: Tensor
  package let bias: Tensor?
  /// Images, one after the other in input and output.
  package let batches: Int
  package let isDepthwise: Bool

  /// - Returns: nil for an operator that is none of the three, or a variant that only the reference kernels cover.
  package init?(_ node: Node, rounding: Rounding) throws(ModelError) {
    switch node.code {
    case Conv2D.code: try self.init(Conv2D.parameters(node), isDepthwise: false)
    case DepthwiseConv2D.code: try self.init(DepthwiseConv2D.parameters(node), isDepthwise: true)
    case FullyConnected<TFLM>.code: try self.init(FullyConnectedParameters(node), rounding)
    default: return nil
    }
    guard weights.constantPosition != nil, bias == nil || bias?.constantPosition != nil,
      input.constantPosition == nil
    else { return nil }
  }

  private init?(_ p: ConvolutionParameters, isDepthwise: Bool) throws(ModelError) {
    // Groups, and depth multipliers above 1, stay with the reference kernels.
    guard p.input.shape[3] == (isDepthwise ? p.scales.channels : p.weights.shape[3]) else { return nil }
    window = redoubt_window(p.window, input: p.input, output: p.output)
    quantisation = redoubt_quantisation(p.inputOffset, p.outputZeroPoint, p.range, REDOUBT_ROUNDING_DOUBLE)
    pairs = try p.scales.pairs()
    (input, weights, output, bias) = (p.input, p.weights, p.output, p.bias)
    batches = p.input.shape[0]
    self.isDepthwise = isDepthwise
  }

  private init?(_ p: FullyConnectedParameters, _ rounding: Rounding) throws(ModelError) {
    guard p.weightOffset == 0 else { return nil }
    let (depth, channels) = (Int32(p.weights.shape[1]), Int32(p.weights.shape[0]))
    // The batch is the width of one image.
    let width = Int32(p.batches)
    window = redoubt_window(
      input_height: 1, input_width: width, input_channels: depth, output_height: 1, output_width: width,
      output_channels: channels, kernel_height: 1, kernel_width: 1, stride_height: 1, stride_width: 1,
      dilation_height: 1, dilation_width: 1, pad_top: 0, pad_left: 0)
    quantisation = redoubt_quantisation(
      p.inputOffset, p.outputZeroPoint, p.range,
      rounding == .litert ? REDOUBT_ROUNDING_SINGLE : REDOUBT_ROUNDING_DOUBLE)
    pairs = try p.perChannel?.pairs() ?? Array(repeating: p.perTensor, count: Int(channels))
    (input, weights, output, bias) = (p.input, p.weights, p.output, p.bias)
    batches = 1
    isDepthwise = false
  }

  /// The output channel that a weight belongs to.
  ///
  /// - Parameter weight: Position in the weights tensor.
  package func channel(of weight: Int) -> Int {
    isDepthwise ? weight % pairs.count : weight / (weights.shape.count / pairs.count)
  }
}

extension ChannelScales {
  /// The multiplier and shift of every channel.
  fileprivate func pairs() throws(ModelError) -> [QuantizedMultiplier] {
    var pairs: [QuantizedMultiplier] = []
    for channel in 0..<channels { pairs.append(try pair(channel)) }
    return pairs
  }
}

extension redoubt_window {
  fileprivate init(_ window: ConvolutionWindow, input: Tensor, output: Tensor) {
    let (rows, columns) = (window.rows, window.columns)
    self.init(
      input_height: Int32(rows.input), input_width: Int32(columns.input),
      input_channels: Int32(input.shape[3]), output_height: Int32(rows.output),
      output_width: Int32(columns.output), output_channels: Int32(output.shape[3]),
      kernel_height: Int32(rows.filter), kernel_width: Int32(columns.filter),
      stride_height: Int32(rows.stride), stride_width: Int32(columns.stride),
      dilation_height: Int32(rows.dilation), dilation_width: Int32(columns.dilation),
      pad_top: Int32(rows.padding), pad_left: Int32(columns.padding))
  }
}

extension redoubt_quantisation {
  fileprivate init(
    _ inputOffset: Int32, _ outputZeroPoint: Int32, _ range: ActivationRange, _ rounding: redoubt_rounding
  ) {
    self.init(
      input_zero_point: 0 &- inputOffset, output_zero_point: outputZeroPoint, minimum: range.minimum,
      maximum: range.maximum, rounding: rounding)
  }
}
