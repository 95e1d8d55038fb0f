/// An operation made ready for many evaluations: constant weights are packed, geometry is computed once.
protocol PreparedOperation: Sendable {
  /// As `OperationKind.evaluate`, for inputs of the shapes it was prepared for.
  func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor]
}

/// An operation kind that gains from preparation.
protocol PreparableKind: OperationKind {
  /// - Parameters:
  ///   - inputs: Values with the shapes of every evaluation.
  ///   - weights, bias: Elements of inputs 1 and 2.
  func prepare(
    _ inputs: [Value?], weights: [Float], bias: [Float]?
  ) throws(GraphError) -> any PreparedOperation
}

extension PreparableKind {
  /// Prepares and evaluates once; weights and bias need not be constant.
  ///
  /// - Throws: Where input, weights or bias are not float32, or their shapes do not fit.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    let prepared = try prepare(
      inputs.values, weights: try inputs.floats(1), bias: try inputs.optionalFloats(2))
    return try prepared.evaluate(inputs)
  }
}
