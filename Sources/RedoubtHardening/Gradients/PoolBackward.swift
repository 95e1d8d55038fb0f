import RedoubtModel

/// AVERAGE_POOL_2D divides a gradient among the valid cells of its window; MAX_POOL_2D gives it to the first of the
/// largest ones.
struct PoolBackward: BackwardRule {
  private let input: [Int]
  private let positions: WindowPositions
  private let takesMaximum: Bool

  init(
    _ window: WindowAttributes, filter: SpatialExtent, input: [Int], takesMaximum: Bool
  ) throws(GraphError) {
    self.input = input
    positions = WindowPositions(input, try window.poolGeometry(input: input, filter: filter))
    self.takesMaximum = takesMaximum
  }

  func inputGradients(_ gradients: [[Float]], _ values: OperationValues) -> [[Float]] {
    var result = [Float](repeating: 0, count: input.elementCount)
    let channels = input[3]
    positions.visit { outputPixel, cells in
      for channel in 0..<channels {
        let gradient = gradients[0][outputPixel * channels + channel]
        if takesMaximum {
          // `max(by:)` would give the last of equal ones.
          var best = cells[0].pixel * channels + channel
          for cell in cells where values.inputs[0][cell.pixel * channels + channel] > values.inputs[0][best] {
            best = cell.pixel * channels + channel
          }
          result[best] += gradient
        } else {
          for cell in cells { result[cell.pixel * channels + channel] += gradient / Float(cells.count) }
        }
      }
    }
    return [result]
  }
}
