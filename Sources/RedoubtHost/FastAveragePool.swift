import RedoubtCore

/// AVERAGE_POOL_2D with all channels of a window summed together, so that the compiler's vectors are full.
@safe final class FastAveragePool: FastKernel {
  private let window: PoolWindow
  private let input, output: UnsafeMutablePointer<Int8>
  private var sums: [Int32]
  let constants: [Range<Int>] = []

  /// - Parameters:
  ///   - input, output: First bytes of the two tensors, which stay where they are.
  init(_ window: PoolWindow, input: UnsafeMutablePointer<Int8>, output: UnsafeMutablePointer<Int8>) {
    self.window = window
    unsafe (self.input, self.output) = (input, output)
    sums = Array(repeating: 0, count: window.input.shape[3])
  }

  func update(_ changed: Range<Int>) {}

  func run() {
    let (rows, columns, depth) = (window.rows, window.columns, sums.count)
    var target = unsafe output
    for batch in 0..<window.input.shape[0] {
      for y in 0..<rows.output {
        let top = rows.origin(y)
        let rowCells = rows.elements(from: top)
        for x in 0..<columns.output {
          let left = columns.origin(x)
          let columnCells = columns.elements(from: left)
          unsafe sums.withUnsafeMutableBufferPointer { sums in
            unsafe sums.update(repeating: 0)
            for fy in rowCells {
              for fx in columnCells {
                let cell = ((batch * rows.input + top + fy) * columns.input + left + fx) * depth
                let line = unsafe input + cell
                for channel in 0..<depth { unsafe sums[channel] &+= Int32(line[channel]) }
              }
            }
            let cells = rowCells.count * columnCells.count
            for channel in 0..<depth {
              unsafe target[channel] = window.mean(sums[channel], cells: cells)
            }
          }
          unsafe target += depth
        }
      }
    }
  }
}
