/// SUB: Difference, first minus second, of two tensors, element by element; shapes broadcast. Optional fused activation.
public struct SubKind: OperationKind {
  public static let name = "SUB"
  public static let builtinCode: Int32 = 41
  public static let optionsType: UInt8 = 28
  public var activation: FusedActivation

  public init(activation: FusedActivation = .none) { self.activation = activation }

  public init(decoding options: OptionFields) throws(GraphError) {
    activation = try options.activation(0)
  }

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    [try inputs.operand(0).shape.broadcast(with: try inputs.operand(1).shape)]
  }

  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    try inputs.combined(
      try outputShapes(inputs.values)[0], activation: activation, { $0 - $1 }, { $0 &- $1 })
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(
      code: Self.builtinCode, version: 2, optionsType: Self.optionsType,
      options: [0: .int8(activation.rawValue)])
  }

  public func fusing(_ activation: FusedActivation) -> (any OperationKind)? {
    self.activation == .none ? SubKind(activation: activation) : nil
  }
}
