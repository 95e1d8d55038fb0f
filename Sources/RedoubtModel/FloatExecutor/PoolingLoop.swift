/// The loop nest of the pooling operations over an input [N, H, W, C].
struct PoolingLoop {
  let rows, columns: WindowGeometry
  let input: [Int]

  /// Combines, per channel, the cells under each position of the window that lie inside the input.
  ///
  /// - Parameter finish: Makes the result of a combination and the number of its cells.
  @inline(__always)
  func run(
    _ elements: [Float], from initial: Float, combine: (Float, Float) -> Float,
    finish: (Float, Int) -> Float
  ) -> [Float] {
    let channels = input[3]
    let count = input[0] * rows.output * columns.output * channels
    precondition(elements.count == input.elementCount, "a pooled tensor does not have its shape")
    return [Float](unsafeUninitializedCapacity: count) { result, initialized in
      elements.withUnsafeBufferPointer { elements in
        guard let source = elements.baseAddress, var target = result.baseAddress else { return }
        for image in 0..<input[0] {
          for y in 0..<rows.output {
            let rowRange = Self.inside(rows, y)
            for x in 0..<columns.output {
              let columnRange = Self.inside(columns, x)
              target.update(repeating: initial, count: channels)
              for row in rowRange {
                for column in columnRange {
                  let cell = source + ((image * input[1] + row) * input[2] + column) * channels
                  for c in 0..<channels { target[c] = combine(target[c], cell[c]) }
                }
              }
              let cells = rowRange.count * columnRange.count
              for c in 0..<channels { target[c] = finish(target[c], cells) }
              target += channels
            }
          }
        }
      }
      initialized = count
    }
  }

  /// Inputs under the window at `position`, without padding; pooling windows have no dilation.
  private static func inside(_ geometry: WindowGeometry, _ position: Int) -> Range<Int> {
    let first = geometry.source(position, 0)
    let low = max(first, 0)
    return low..<max(low, min(first + geometry.kernel, geometry.input))
  }
}
