import RedoubtModel

/// AVERAGE_POOL_2D divides a gradient among the valid cells of its window; MAX_POOL_2D gives it to the first of the
/// largest ones.
struct PoolBackward: BackwardRule {
  private let input: [Int]
  private let rows, columns: WindowGeometry
  private let takesMaximum: Bool

  init(
    _ window: WindowAttributes, filter: SpatialExtent, input: [Int], takesMaximum: Bool
  ) throws(GraphError) {
    self.input = input
    (rows, columns) = try window.poolGeometry(input: input, filter: filter)
    self.takesMaximum = takesMaximum
  }

  func inputGradients(_ gradients: [[Float]], _ values: OperationValues) -> [[Float]] {
    var result = [Float](repeating: 0, count: input.elementCount)
    let channels = input[3]
    var place = 0
    var cells: [Int] = []
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
              cells.append(((image * input[1] + row) * input[2] + column) * channels)
            }
          }
          for channel in 0..<channels {
            let gradient = gradients[0][place + channel]
            if takesMaximum {
              // `max(by:)` would give the last of equal ones.
              var best = cells[0] + channel
              for cell in cells where values.inputs[0][cell + channel] > values.inputs[0][best] {
                best = cell + channel
              }
              result[best] += gradient
            } else {
              for cell in cells { result[cell + channel] += gradient / Float(cells.count) }
            }
          }
          place += channels
        }
      }
    }
    return [result]
  }
}
