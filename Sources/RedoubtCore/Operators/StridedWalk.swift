/// The offsets of some dimensions of a tensor, in row-major order, as lines of equally spaced elements.
struct StridedWalk {
  /// Elements of a line, and their distance.
  private(set) var lineLength = 1
  private(set) var lineStride = 0
  /// Number of lines.
  private(set) var lineCount = 1
  /// Offset of the current line.
  private(set) var offset = 0
  /// The dimensions outside of the lines.
  private var rank = 0
  private var extents: [6 of Int] = [0, 0, 0, 0, 0, 0]
  private var strides: [6 of Int] = [0, 0, 0, 0, 0, 0]
  private var positions: [6 of Int] = [0, 0, 0, 0, 0, 0]

  /// Adds a dimension inside those that are there, at most six in all.
  ///
  /// - Parameter extent: At least 1.
  mutating func append(extent: Int, stride: Int) {
    guard extent > 1 else { return }
    if lineLength == 1 {
      (lineLength, lineStride) = (extent, stride)
    } else if lineStride == extent &* stride {
      // Neighbours in memory are one longer dimension.
      (lineLength, lineStride) = (lineLength &* extent, stride)
    } else {
      extents[rank] = lineLength
      strides[rank] = lineStride
      rank += 1
      lineCount = lineCount &* lineLength
      (lineLength, lineStride) = (extent, stride)
    }
  }

  /// Moves to the next line; from the last one back to the first.
  mutating func advance() {
    var i = rank - 1
    while i >= 0 {
      positions[i] = positions[i] &+ 1
      offset = offset &+ strides[i]
      if positions[i] < extents[i] { return }
      offset = offset &- positions[i] &* strides[i]
      positions[i] = 0
      i -= 1
    }
  }
}
