/// MUL: Product of two tensors, element by element; shapes broadcast. Optional fused activation.
public struct MulKind: OperationKind {
  public static let name = "MUL"
  public var activation: FusedActivation

  public init(activation: FusedActivation = .none) { self.activation = activation }

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    [try inputs.operand(0).shape.broadcast(with: try inputs.operand(1).shape)]
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(code: 18, version: 2, optionsType: 21, options: [0: .int8(activation.rawValue)])
  }

  public func fusing(_ activation: FusedActivation) -> (any OperationKind)? {
    self.activation == .none ? MulKind(activation: activation) : nil
  }
}
