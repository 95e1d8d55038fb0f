/// Kinds that combine two tensors element by element, with an optional fused activation; shapes broadcast.
public protocol BinaryArithmeticKind: ElementwiseKind {
  var activation: FusedActivation { get set }

  init(activation: FusedActivation)
}

extension BinaryArithmeticKind {
  public init(decoding options: OptionFields) throws(GraphError) {
    self.init(activation: try options.activation(0))
  }

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] { [try inputs.broadcastShape()] }

  public var encoding: OperatorEncoding {
    OperatorEncoding(
      code: Self.builtinCode, version: 2, optionsType: Self.optionsType,
      options: [0: .int8(activation.rawValue)])
  }

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
