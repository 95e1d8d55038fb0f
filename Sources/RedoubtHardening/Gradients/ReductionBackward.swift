import RedoubtModel

/// MEAN divides a gradient among the elements it was taken over; REDUCE_MAX gives it to the first of the largest.
struct ReductionBackward: BackwardRule {
  /// Position in the output that each element of the input is reduced to.
  private let targets: [Int]
  private let takesMaximum: Bool

  /// - Parameter axes: Negative ones count from the end.
  init(input: [Int], axes: [Int], takesMaximum: Bool) {
    let reduced = Set(axes.map { $0 < 0 ? $0 + input.count : $0 })
    var targets = [0]
    for (dimension, extent) in input.enumerated() {
      targets = targets.flatMap { target in
        (0..<extent).map { reduced.contains(dimension) ? target : target * extent + $0 }
      }
    }
    self.targets = targets
    self.takesMaximum = takesMaximum
  }

  func inputGradients(_ gradients: [[Float]], _ values: OperationValues) -> [[Float]] {
    let share = Float(gradients[0].count) / Float(max(1, targets.count))
    guard takesMaximum else { return [targets.map { gradients[0][$0] * share }] }
    var best = [Int](repeating: -1, count: gradients[0].count)
    for (i, target) in targets.enumerated()
    where best[target] < 0 || values.inputs[0][i] > values.inputs[0][best[target]] {
      best[target] = i
    }
    var result = [Float](repeating: 0, count: targets.count)
    for (target, i) in best.enumerated() where i >= 0 { result[i] = gradients[0][target] }
    return [result]
  }
}
