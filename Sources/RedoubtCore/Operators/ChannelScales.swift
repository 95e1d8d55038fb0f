/// The requantisation of an operator with weights: one multiplier and shift per output channel.
///
/// Derived from the scales at each run, into scratch memory, so that no table of them stays in RAM.
package struct ChannelScales {
  private let input: Scale
  private let output: Scale
  let weights: Tensor
  /// Output channels.
  package let channels: Int

  /// Scratch bytes for the pairs.
  var scratchBytes: Int { channels &* 8 }

  /// - Parameter dimension: Dimension of the weights that holds the output channels.
  init(input: Tensor, weights: Tensor, output: Tensor, dimension: Int) throws(ModelError) {
    self.input = try input.scale()
    self.output = try output.scale()
    self.weights = weights
    channels = weights.shape[dimension]
    let quantization = weights.quantization
    guard quantization.count == 1 || (quantization.count == channels && quantization.dimension == dimension)
    else { throw weights.error(.quantizationMismatch, .quantizationScale, value: quantization.count) }
    try quantization.requireSymmetric(of: weights.index)
  }

  /// Multiplier and shift of a channel: input scale × weight scale ÷ output scale in double precision.
  package func pair(_ channel: Int) throws(ModelError) -> QuantizedMultiplier {
    let scale = try weights.quantization.scale(
      weights.quantization.count == 1 ? 0 : channel, of: weights.index)
    return QuantizedMultiplier(input, times: scale, by: output)
  }

  /// Writes the pairs of the channels that are computed, multiplier and shift in turn.
  ///
  /// - Parameter pairs: 2 × channels elements.
  func derive<S: ChannelSelection>(into pairs: inout MutableSpan<Int32>, _ selection: inout S)
    throws(ModelError)
  {
    guard S.isWhole else {
      var next = selection.next(from: 0, below: channels)
      while !next.isEmpty {
        for channel in next {
          let pair = try selection.pair(channel, self)
          pairs[2 &* channel] = pair.multiplier
          pairs[2 &* channel &+ 1] = pair.shift
        }
        next = selection.next(from: next.upperBound, below: channels)
      }
      return
    }
    var last = try pair(0)
    for channel in 0..<channels {
      if channel > 0, weights.quantization.count > 1 { last = try pair(channel) }
      pairs[2 &* channel] = last.multiplier
      pairs[2 &* channel &+ 1] = last.shift
    }
  }
}
