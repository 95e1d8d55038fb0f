/// The requantisation of an operator with weights: one multiplier and shift per output channel.
///
/// Derived from the scales at each run, into scratch memory, so that no table of them stays in RAM.
package struct ChannelScales {
  private let input: Scale
  private let output: Scale
  private let weights: Quantization
  /// Index of the weights, for errors.
  private let tensor: Int
  /// Output channels.
  package let channels: Int

  /// Scratch bytes for the pairs.
  var scratchBytes: Int { channels &* 8 }

  /// - Parameter dimension: Dimension of the weights that holds the output channels.
  init(input: Scale, weights: Tensor, output: Scale, dimension: Int) throws(ModelError) {
    self.input = input
    self.output = output
    self.weights = weights.quantization
    tensor = weights.index
    channels = weights.shape[dimension]
    let count = self.weights.count
    guard count == 1 || (count == channels && self.weights.dimension == dimension) else {
      throw weights.error(.quantizationMismatch, .quantizationScale, value: count)
    }
    try self.weights.requireSymmetric(of: tensor)
  }

  /// Whether all channels share one scale.
  var areEqual: Bool { weights.count == 1 }

  /// Multiplier and shift of a channel: input scale × weight scale ÷ output scale in double precision.
  package func pair(_ channel: Int) throws(ModelError) -> QuantizedMultiplier {
    try pair(ofSlice: areEqual ? 0 : channel)
  }

  /// As `pair(_:)`, for a slice that the quantisation has.
  @inline(__always)
  func pair(ofSlice slice: Int) throws(ModelError) -> QuantizedMultiplier {
    let scale = try weights.scale(slice, of: tensor)
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
    let areEqual = areEqual
    var last = try pair(ofSlice: 0)
    for channel in 0..<channels {
      if channel > 0, !areEqual { last = try pair(ofSlice: channel) }
      pairs[2 &* channel] = last.multiplier
      pairs[2 &* channel &+ 1] = last.shift
    }
  }
}
