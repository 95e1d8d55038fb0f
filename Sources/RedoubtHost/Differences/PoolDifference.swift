import RedoubtCore

/// AVERAGE_POOL_2D or MAX_POOL_2D: computes again the outputs whose window has changed.
@safe final class PoolDifference: DifferenceKernel {
  private let window: PoolWindow
  private let isMaximum: Bool
  private let input, output: DifferingTensor
  /// Per output whether it has been computed.
  private var isDone: [Bool]

  /// - Returns: nil for another operator.
  init?(_ node: Node, input: DifferingTensor, output: DifferingTensor) throws(ModelError) {
    guard node.code == AveragePool2D.code || node.code == MaxPool2D.code else { return nil }
    window = try PoolWindow(node)
    isMaximum = node.code == MaxPool2D.code
    (self.input, self.output) = (input, output)
    isDone = Array(repeating: false, count: output.byteCount)
  }

  /// Output positions whose window covers an input position.
  private static func positions(_ axis: WindowAxis, covering place: Int) -> Range<Int> {
    let last = place + axis.padding
    let lowest = last - axis.filter + 1
    let from = lowest <= 0 ? 0 : (lowest + axis.stride - 1) / axis.stride
    return from..<max(from, min(axis.output, last / axis.stride + 1))
  }

  func propagate() {
    let (rows, columns, depth) = (window.rows, window.columns, window.input.shape[3])
    for i in input.changeRange {
      let index = input.changedIndex(i)
      let (cell, channel) = (index / depth, index % depth)
      let (line, x) = (cell / columns.input, cell % columns.input)
      let (batch, y) = (line / rows.input, line % rows.input)
      for row in Self.positions(rows, covering: y) {
        for column in Self.positions(columns, covering: x) {
          let place = ((batch * rows.output + row) * columns.output + column) * depth + channel
          if isDone[place] { continue }
          isDone[place] = true
          output.set(place, to: value(batch, row, column, channel))
        }
      }
    }
    // Outputs that came out as before are not in the list, so the marks are cleared by the same walk.
    for i in input.changeRange {
      let index = input.changedIndex(i)
      let (cell, channel) = (index / depth, index % depth)
      let (line, x) = (cell / columns.input, cell % columns.input)
      let (batch, y) = (line / rows.input, line % rows.input)
      for row in Self.positions(rows, covering: y) {
        for column in Self.positions(columns, covering: x) {
          isDone[((batch * rows.output + row) * columns.output + column) * depth + channel] = false
        }
      }
    }
    output.sort()
  }

  private func value(_ batch: Int, _ row: Int, _ column: Int, _ channel: Int) -> Int8 {
    let (rows, columns, depth) = (window.rows, window.columns, window.input.shape[3])
    let (top, left) = (rows.origin(row), columns.origin(column))
    let (rowCells, columnCells) = (rows.elements(from: top), columns.elements(from: left))
    var (sum, largest): (Int32, Int8) = (0, .min)
    for fy in rowCells {
      let line = ((batch * rows.input + top + fy) * columns.input + left) * depth + channel
      for fx in columnCells {
        let value = unsafe input.bytes[line + fx * depth]
        sum &+= Int32(value)
        largest = max(largest, value)
      }
    }
    return isMaximum
      ? window.range.clamp(Int32(largest)) : window.mean(sum, cells: rowCells.count * columnCells.count)
  }
}
