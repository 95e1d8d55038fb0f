import RedoubtModel

/// Operations that compute each element from one element (LOGISTIC, TANH, RELU, …).
struct ElementwiseBackward: BackwardRule {
  /// Derivative at input x with output y.
  let derivative: @Sendable (_ x: Float, _ y: Float) -> Float

  func inputGradients(_ gradients: [[Float]], _ values: OperationValues) -> [[Float]] {
    let (x, y) = (values.inputs[0], values.outputs[0])
    return [gradients[0].indices.map { gradients[0][$0] * derivative(x[$0], y[$0]) }]
  }
}
