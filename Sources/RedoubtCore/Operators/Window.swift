/// One axis of a sliding window (convolution, pooling): how many output positions it has, and where they begin.
package struct WindowAxis {
  /// Elements of the input along the axis.
  package let input: Int
  /// Elements of the filter along the axis.
  package let filter: Int
  package let stride: Int
  /// Distance between neighbouring filter elements in the input.
  package let dilation: Int
  /// Positions of the output.
  package let output: Int
  /// Elements of padding before the first input element.
  package let padding: Int

  /// Padding code of the schema.
  package static let same: Int8 = 0
  package static let valid: Int8 = 1

  /// Largest extent, stride and dilation: keeps every product below 2^31 on 32-bit targets.
  private static let largest: Int = 1 << 28

  /// - Parameter padding: Code of the schema: SAME (output = ⌈input ÷ stride⌉, the odd element of padding goes
  ///   behind) or VALID (no padding).
  /// - Returns: nil when a value is outside its range, or the window does not fit at all.
  @inline(never)
  init?(input: Int, filter: Int, stride: Int32, dilation: Int32, padding: Int8) {
    guard input >= 1, input <= Self.largest, filter >= 1, filter <= 0x7fff, stride >= 1, stride <= 0x7fff,
      dilation >= 1, dilation <= 0x7fff, padding == Self.same || padding == Self.valid
    else { return nil }
    let extent = (filter &- 1) &* Int(dilation) &+ 1
    let step = Int(stride)
    if padding == Self.same {
      output = (input &+ step &- 1) / step
      self.padding = max(0, (output &- 1) &* step &+ extent &- input) / 2
    } else {
      guard input >= extent else { return nil }
      output = (input &- extent) / step &+ 1
      self.padding = 0
    }
    self.input = input
    self.filter = filter
    self.stride = step
    self.dilation = Int(dilation)
  }

  /// Input position of output position 0 and filter element 0; negative inside the padding.
  @inline(__always)
  package func origin(_ position: Int) -> Int { position &* stride &- padding }

  /// The filter elements `lower ..< upper` that meet the input at this origin; the others meet padding.
  @inline(__always)
  package func elements(from origin: Int) -> Range<Int> {
    let lower = origin >= 0 ? 0 : min(filter, (dilation &- 1 &- origin) / dilation)
    let room = input &- origin
    let upper = room <= 0 ? 0 : min(filter, (room &+ dilation &- 1) / dilation)
    return lower..<max(lower, upper)
  }

  /// As `elements(from:)`, for kernels that ask seldom: four divisions that an image holds once.
  @inline(never)
  package func elementsOutOfLine(from origin: Int) -> Range<Int> { elements(from: origin) }
}
