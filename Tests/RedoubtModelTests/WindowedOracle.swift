/// Convolutions and pools as plain loops in double precision over an input [H, W, C], written for clarity.
struct WindowedOracle {
  var input: [Float]
  var height, width, channels: Int
  var kernel: (rows: Int, columns: Int)
  var stride: (rows: Int, columns: Int)
  var dilation = (rows: 1, columns: 1)
  var isSame: Bool

  var outputHeight: Int { outputs(height, kernel.rows, stride.rows, dilation.rows) }
  var outputWidth: Int { outputs(width, kernel.columns, stride.columns, dilation.columns) }

  private func span(_ kernel: Int, _ dilation: Int) -> Int { kernel + (kernel - 1) * (dilation - 1) }

  private func outputs(_ input: Int, _ kernel: Int, _ stride: Int, _ dilation: Int) -> Int {
    isSame ? (input + stride - 1) / stride : (input - span(kernel, dilation) + stride) / stride
  }

  private func before(_ input: Int, _ kernel: Int, _ stride: Int, _ dilation: Int) -> Int {
    guard isSame else { return 0 }
    let covered = (outputs(input, kernel, stride, dilation) - 1) * stride + span(kernel, dilation)
    return max(0, covered - input) / 2
  }

  /// Calls `body` with each cell (row, column, element of channel c) under a position that lies inside the input.
  func forEachCell(_ y: Int, _ x: Int, _ c: Int, _ body: (Int, Int, Double) -> Void) {
    for i in 0..<kernel.rows {
      for j in 0..<kernel.columns {
        let row =
          y * stride.rows + i * dilation.rows - before(height, kernel.rows, stride.rows, dilation.rows)
        let column =
          x * stride.columns + j * dilation.columns
          - before(width, kernel.columns, stride.columns, dilation.columns)
        guard (0..<height).contains(row), (0..<width).contains(column) else { continue }
        body(i, j, Double(input[(row * width + column) * channels + c]))
      }
    }
  }

  /// CONV_2D with weights [Cout, KH, KW, Cin ÷ groups]; depthwise weights have to be rearranged to that.
  func convolution(weights: [Float], bias: [Float], outputChannels: Int, groups: Int = 1) -> [Double] {
    let depth = channels / groups
    var result: [Double] = []
    for y in 0..<outputHeight {
      for x in 0..<outputWidth {
        for o in 0..<outputChannels {
          var sum = Double(bias[o])
          for k in 0..<depth {
            forEachCell(y, x, o / (outputChannels / groups) * depth + k) { i, j, element in
              sum += element * Double(weights[((o * kernel.rows + i) * kernel.columns + j) * depth + k])
            }
          }
          result.append(sum)
        }
      }
    }
    return result
  }

  /// Per position and channel, what `combine` makes of the cells inside the input.
  func pool(_ combine: ([Double]) -> Double) -> [Double] {
    var result: [Double] = []
    for y in 0..<outputHeight {
      for x in 0..<outputWidth {
        for c in 0..<channels {
          var cells: [Double] = []
          forEachCell(y, x, c) { _, _, element in cells.append(element) }
          result.append(combine(cells))
        }
      }
    }
    return result
  }
}
