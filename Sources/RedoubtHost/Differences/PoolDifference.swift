import RedoubtCore

/// AVERAGE_POOL_2D or MAX_POOL_2D: adds changes to the golden sum of each window that they lie in, or looks for the
/// maximum anew.
@safe final class PoolDifference: DifferenceKernel {
  private let window: PoolWindow
  private let isMaximum: Bool
  private let input, output: DifferingTensor
  private let step, place: Int
  /// Per output what its window's sum has gained, or of a maximum whether its window has changed. All zero between two
  /// calls.
  private let gains: UnsafeMutablePointer<Int32>
  /// Per output position of an image, the cells of its window inside the input.
  private let cellCounts: [Int32]
  private var golden: GoldenRun?

  /// - Parameter place: Of the golden sums, one Int32 per output, in a golden run's memory.
  init(
    _ window: PoolWindow, isMaximum: Bool, step: Int, place: Int, input: DifferingTensor,
    output: DifferingTensor
  ) {
    (self.window, self.isMaximum, self.step, self.place) = (window, isMaximum, step, place)
    (self.input, self.output) = (input, output)
    let (rows, columns) = (window.rows, window.columns)
    cellCounts = (0..<rows.output).flatMap { y in
      (0..<columns.output).map { x in
        Int32(rows.elements(from: rows.origin(y)).count * columns.elements(from: columns.origin(x)).count)
      }
    }
    unsafe gains = .allocate(capacity: output.byteCount)
    unsafe gains.initialize(repeating: 0, count: output.byteCount)
  }

  deinit { unsafe gains.deallocate() }

  func select(_ golden: GoldenRun) { self.golden = golden }

  /// The golden sums, computed at the first call for a golden run.
  private func sums() -> UnsafeMutablePointer<Int32> {
    guard let golden else { preconditionFailure("no golden run was selected") }
    let sums = unsafe (golden.memory.bytes.baseAddress! + place).assumingMemoryBound(to: Int32.self)
    if !golden.hasAccumulators[step] {
      input.withGoldenBytes {
        for output in 0..<output.byteCount { unsafe sums[output] = cells(output).sum }
      }
      golden.hasAccumulators[step] = true
    }
    return unsafe sums
  }

  /// Output positions whose window covers an input position.
  @inline(__always)
  private static func positions(_ axis: WindowAxis, covering place: Int) -> Range<Int> {
    let last = place + axis.padding
    let lowest = last - axis.filter + 1
    let from = lowest <= 0 ? 0 : (lowest + axis.stride - 1) / axis.stride
    return from..<max(from, min(axis.output, last / axis.stride + 1))
  }

  func propagate() {
    let sums = unsafe sums()
    let (rows, columns, depth) = (window.rows, window.columns, window.input.shape[3])
    let (gains, input) = unsafe (gains, input.state.pointee)
    let count = unsafe input.count
    // The output elements that are reached lie within.
    var (begin, limit) = (output.byteCount, 0)
    var i = 0
    while i < count {
      // All changes of a pixel reach the same windows; the list is ordered.
      let pixel = unsafe Int(input.indices[i]) / depth
      let (first, next) = (pixel * depth, (pixel + 1) * depth)
      var end = i + 1
      while end < count, unsafe Int(input.indices[end]) < next { end &+= 1 }
      let (line, x) = (pixel / columns.input, pixel % columns.input)
      let batch = line / rows.input
      for row in Self.positions(rows, covering: line % rows.input) {
        for column in Self.positions(columns, covering: x) {
          let place = ((batch * rows.output + row) * columns.output + column) * depth
          (begin, limit) = (min(begin, place), max(limit, place + depth))
          let cells = unsafe gains + (place - first)
          for change in i..<end {
            let index = unsafe Int(input.indices[change])
            if isMaximum { unsafe cells[index] = 1 } else { unsafe cells[index] &+= input.deltas[change] }
          }
        }
      }
      i = end
    }
    let pixels = cellCounts.count
    for place in begin..<max(begin, limit) {
      let gain = unsafe gains[place]
      guard gain != 0 else { continue }
      unsafe gains[place] = 0
      if isMaximum {
        output.set(place, to: window.range.clamp(Int32(cells(place).largest)))
      } else {
        let cells = Int(cellCounts[place / depth % pixels])
        unsafe output.set(place, to: window.mean(sums[place] &+ gain, cells: cells))
      }
    }
  }

  private func windowCells(_ output: Int) -> (rows: Range<Int>, columns: Range<Int>, first: Int) {
    let (rows, columns, depth) = (window.rows, window.columns, window.input.shape[3])
    let (pixel, channel) = (output / depth, output % depth)
    let (line, x) = (pixel / columns.output, pixel % columns.output)
    let (top, left) = (rows.origin(line % rows.output), columns.origin(x))
    let first = ((line / rows.output * rows.input + top) * columns.input + left) * depth + channel
    return (rows.elements(from: top), columns.elements(from: left), first)
  }

  /// Sum and maximum of an output's window, of the bytes at hand.
  private func cells(_ output: Int) -> (sum: Int32, largest: Int8) {
    let depth = window.input.shape[3]
    let cells = windowCells(output)
    var (sum, largest): (Int32, Int8) = (0, .min)
    for fy in cells.rows {
      for fx in cells.columns {
        let value = unsafe input.bytes[cells.first + (fy * window.columns.input + fx) * depth]
        sum &+= Int32(value)
        largest = max(largest, value)
      }
    }
    return (sum, largest)
  }
}
