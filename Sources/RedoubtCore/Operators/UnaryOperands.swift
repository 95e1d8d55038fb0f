extension Node {
  /// Input and output of an operator that computes each int8 element of its output from the same element of its
  /// only input.
  ///
  /// - Throws: Unless both are int8, per tensor, of one shape and not empty.
  func unaryOperands() throws(ModelError) -> (input: Tensor, output: Tensor) {
    try require(inputs: 1...1, outputs: 1)
    let (input, output) = (try int8Input(0), try int8Output(0))
    try output.requireShape(of: input)
    return (input, output)
  }
}

extension Tensor {
  /// Throws unless the tensor has elements, and the shape of `other`.
  func requireShape(of other: Tensor) throws(ModelError) {
    try require(other.shape)
    guard shape.count > 0 else { throw error(.shapeMismatch, .tensorShape, value: 0) }
  }
}
