/// ADD: Sum of two tensors, element by element; shapes broadcast. Optional fused activation.
public struct AddKind: OperationKind {
  public static let name = "ADD"
  public var activation: FusedActivation

  public init(activation: FusedActivation = .none) { self.activation = activation }

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    [try inputs.operand(0).shape.broadcast(with: try inputs.operand(1).shape)]
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(code: 0, version: 2, optionsType: 11, options: [0: .int8(activation.rawValue)])
  }

  public func fusing(_ activation: FusedActivation) -> (any OperationKind)? {
    self.activation == .none ? AddKind(activation: activation) : nil
  }
}
