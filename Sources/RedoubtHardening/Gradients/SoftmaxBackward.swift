import RedoubtModel

/// SOFTMAX over the last dimension: gradient of logit i is beta × y_i × (g_i − Σ g_k y_k).
struct SoftmaxBackward: BackwardRule {
  let beta: Float
  /// Size of the last dimension, at least 1.
  let width: Int

  func inputGradients(_ gradients: [[Float]], _ values: OperationValues) -> [[Float]] {
    let (g, y) = (gradients[0], values.outputs[0])
    var result = [Float](repeating: 0, count: g.count)
    for first in stride(from: 0, to: g.count, by: width) {
      var sum: Float = 0
      for i in first..<first + width { sum += g[i] * y[i] }
      for i in first..<first + width { result[i] = beta * y[i] * (g[i] - sum) }
    }
    return [result]
  }
}
