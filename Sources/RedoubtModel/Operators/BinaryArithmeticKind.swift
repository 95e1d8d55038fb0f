/// Kinds that combine two tensors element by element, with an optional fused activation; shapes broadcast.
public protocol BinaryArithmeticKind: ElementwiseKind {
  /// Clamps results in float32.
  var activation: FusedActivation { get set }

  /// The operation with this activation; it has no other attribute.
  init(activation: FusedActivation)
}

extension BinaryArithmeticKind {
  /// Field 0 is the activation.
  ///
  /// - Throws: For an activation other than none, ReLU, ReLU1 and ReLU6.
  public init(decoding options: OptionFields) throws(GraphError) {
    self.init(activation: try options.activation(0))
  }

  /// The shape that both inputs broadcast to, aligned at the innermost dimension.
  ///
  /// - Throws: Where an input is left out, or the shapes do not broadcast.
  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] { [try inputs.broadcastShape()] }

  public var encoding: OperatorEncoding {
    OperatorEncoding(
      code: Self.builtinCode, version: 2, optionsType: Self.optionsType,
      options: [0: .int8(activation.rawValue)])
  }

  /// The operation with this activation, nil where one is fused already.
  public func fusing(_ activation: FusedActivation) -> (any OperationKind)? {
    self.activation == .none ? Self(activation: activation) : nil
  }
}

extension [Value?] {
  /// The shape that inputs 0 and 1 broadcast to.
  func broadcastShape() throws(GraphError) -> [Int] {
    try operand(0).shape.broadcast(with: try operand(1).shape)
  }
}
