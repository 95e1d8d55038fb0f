/// MINIMUM: Smaller of two tensors' elements; shapes broadcast.
public struct MinimumKind: OperationKind {
  public static let name = "MINIMUM"

  public init() {}

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    [try inputs.operand(0).shape.broadcast(with: try inputs.operand(1).shape)]
  }

  public var encoding: OperatorEncoding { OperatorEncoding(code: 57, version: 2, optionsType: 39) }
}
