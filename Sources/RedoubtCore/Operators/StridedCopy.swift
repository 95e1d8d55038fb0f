/// A block of bytes to be moved from one tensor to another, each of which lays it out with strides of its own.
///
/// Loops are added from the innermost outwards; those that continue the one before in both tensors melt into it,
/// so that whole rows or planes move in one piece.
package struct StridedCopy {
  /// Byte of the source, and of the destination, where the block begins.
  package var sourceOrigin = 0
  package var destinationOrigin = 0

  /// Bytes that lie side by side in both.
  private var run: Int
  private var loops = 0
  private var isEmpty = false
  // TILE has two loops for each dimension.
  private var counts: [12 of Int] = .init(repeating: 0)
  private var sourceStrides: [12 of Int] = .init(repeating: 0)
  private var destinationStrides: [12 of Int] = .init(repeating: 0)

  package init(elementBytes: Int) { run = elementBytes }

  /// Adds the next outer loop.
  ///
  /// - Parameters:
  ///   - count: Iterations.
  ///   - source: Bytes from one iteration to the next in the source; 0 repeats it, negative values go backwards.
  ///   - destination: The same in the destination.
  package mutating func addLoop(_ count: Int, source: Int, destination: Int) {
    guard count != 1 else { return }
    guard count > 0, loops < counts.count else {
      isEmpty = true
      return
    }
    if loops == 0, source == run, destination == run {
      run = run &* count
      return
    }
    let last = loops &- 1
    if loops > 0, source == counts[last] &* sourceStrides[last],
      destination == counts[last] &* destinationStrides[last]
    {
      counts[last] = counts[last] &* count
      return
    }
    counts[loops] = count
    sourceStrides[loops] = source
    destinationStrides[loops] = destination
    loops += 1
  }

  /// Moves the block.
  ///
  /// - Returns: False, and nothing moved, where it leaves one of the two.
  package func copy(_ source: Span<UInt8>, to destination: inout MutableSpan<UInt8>) -> Bool {
    if isEmpty { return true }
    guard fits(source.count, sourceOrigin, sourceStrides),
      fits(destination.count, destinationOrigin, destinationStrides)
    else { return false }
    let inner = loops > 0 ? counts[0] : 1
    var iteration: [12 of Int] = .init(repeating: 0)
    var (from, to) = (sourceOrigin, destinationOrigin)
    while true {
      var (s, d) = (from, to)
      for _ in 0..<inner {
        // `fits` has checked the first and the last byte that any iteration touches.
        for i in 0..<run { unsafe destination[unchecked: d &+ i] = source[unchecked: s &+ i] }
        s = s &+ sourceStrides[0]
        d = d &+ destinationStrides[0]
      }
      var loop = 1
      while loop < loops {
        iteration[loop] = iteration[loop] &+ 1
        from = from &+ sourceStrides[loop]
        to = to &+ destinationStrides[loop]
        if iteration[loop] < counts[loop] { break }
        from = from &- counts[loop] &* sourceStrides[loop]
        to = to &- counts[loop] &* destinationStrides[loop]
        iteration[loop] = 0
        loop = loop &+ 1
      }
      if loop >= loops { return true }
    }
  }

  /// True when the block stays within `0 ..< byteCount`.
  private func fits(_ byteCount: Int, _ origin: Int, _ strides: [12 of Int]) -> Bool {
    guard run >= 0, origin >= 0, origin <= byteCount else { return false }
    var first = origin
    var end = origin
    for loop in 0..<loops {
      let (way, overflow) = (counts[loop] &- 1).multipliedReportingOverflow(by: strides[loop])
      guard counts[loop] > 0, !overflow, way <= byteCount, way >= 0 &- byteCount else { return false }
      // Each sum stays within −byteCount … byteCount, and so do its checks.
      if way < 0 { first = first &+ way } else { end = end &+ way }
      guard first >= 0, end <= byteCount else { return false }
    }
    return run <= byteCount &- end
  }
}
