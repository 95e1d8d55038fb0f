import RedoubtModel

/// The positions of a window that moves over an input [N, H, W, C], and the cells of each that lie inside the input.
struct WindowPositions {
  private let input: [Int]
  private let rows, columns: WindowGeometry

  struct Cell {
    /// Row-major index of the cell in the window.
    let tap: Int
    /// Index of the pixel in the input, all images counted.
    let pixel: Int
  }

  init(_ input: [Int], _ geometry: (rows: WindowGeometry, columns: WindowGeometry)) {
    self.input = input
    (rows, columns) = geometry
  }

  /// Calls `body` for the pixels of the output in their order.
  @inline(__always)
  func visit(_ body: (_ outputPixel: Int, _ cells: [Cell]) -> Void) {
    var cells: [Cell] = []
    var outputPixel = 0
    for image in 0..<input[0] {
      for y in 0..<rows.output {
        for x in 0..<columns.output {
          cells.removeAll(keepingCapacity: true)
          for i in 0..<rows.kernel {
            let row = rows.source(y, i)
            guard row >= 0, row < input[1] else { continue }
            for j in 0..<columns.kernel {
              let column = columns.source(x, j)
              guard column >= 0, column < input[2] else { continue }
              cells.append(
                Cell(tap: i * columns.kernel + j, pixel: (image * input[1] + row) * input[2] + column))
            }
          }
          body(outputPixel, cells)
          outputPixel += 1
        }
      }
    }
  }
}
