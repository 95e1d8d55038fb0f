/// Which output channels a kernel of CONV_2D, DEPTHWISE_CONV_2D or FULLY_CONNECTED computes, and where it takes what each
/// of them needs.
///
/// A kernel is generic in its selection. `AllChannels` compiles to nothing; a hardened model brings one that computes
/// chosen channels again, from voted parameters.
package protocol ChannelSelection {
  /// True for `AllChannels` alone: every channel, everything as the file has it.
  static var isWhole: Bool { get }

  /// The channel whose weights and bias stand first in the spans that a kernel is given.
  var origin: Int { get }

  /// Channels whose weights stand side by side in one cell of a depthwise filter.
  ///
  /// - Parameter channels: Output channels of the operator.
  func filterChannels(_ channels: Int) -> Int

  /// The next channels to be computed that stand side by side, at or behind `channel` and before `end`; an empty range
  /// at `end` where none is left.
  mutating func next(from channel: Int, below end: Int) -> Range<Int>

  /// The requantisation of a channel that is computed. Asked for in ascending order.
  mutating func pair(_ channel: Int, _ scales: ChannelScales) throws(ModelError) -> QuantizedMultiplier

  /// The requantisation that stands for the one that all channels share; nil where it does not change.
  var sharedPair: QuantizedMultiplier? { get }
}

/// Every channel, from the file.
package struct AllChannels: ChannelSelection {
  @inline(__always)
  package init() {}
  @inline(__always)
  package static var isWhole: Bool { true }
  @inline(__always)
  package var origin: Int { 0 }
  @inline(__always)
  package func filterChannels(_ channels: Int) -> Int { channels }
  @inline(__always)
  package func next(from channel: Int, below end: Int) -> Range<Int> { channel..<end }
  @inline(__always)
  package func pair(_ channel: Int, _ scales: ChannelScales) throws(ModelError) -> QuantizedMultiplier {
    try scales.pair(channel)
  }
  @inline(__always)
  package var sharedPair: QuantizedMultiplier? { nil }
}
