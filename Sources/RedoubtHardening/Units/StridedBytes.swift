/// Bytes of the model file at equal distances: the weights of one output channel.
///
/// CONV_2D and FULLY_CONNECTED store a channel in one piece (`stride` 1), DEPTHWISE_CONV_2D stores the channels of a
/// filter cell side by side (`stride` is the number of channels).
public struct StridedBytes: Hashable, Sendable {
  /// Position of the first byte in the file.
  public let start: Int
  /// Number of bytes, gaps not counted.
  public let count: Int
  /// From one byte to the next, at least 1.
  public let stride: Int

  /// - Parameter stride: 1 for bytes in one piece.
  public init(start: Int, count: Int, stride: Int = 1) {
    self.start = start
    self.count = count
    self.stride = stride
  }

  /// Positions of the bytes, in the order of the filter.
  public var positions: StrideTo<Int> { Swift.stride(from: start, to: start + count * stride, by: stride) }

  /// Pieces of the file without gaps.
  public var ranges: [Range<Int>] {
    stride == 1 ? [start..<start + count] : positions.map { $0..<$0 + 1 }
  }
}
