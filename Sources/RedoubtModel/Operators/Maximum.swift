/// MAXIMUM: Larger of two tensors' elements; shapes broadcast.
public struct MaximumKind: OperationKind {
  public static let name = "MAXIMUM"

  public init() {}

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    [try inputs.operand(0).shape.broadcast(with: try inputs.operand(1).shape)]
  }

  public var encoding: OperatorEncoding { OperatorEncoding(code: 55, version: 2, optionsType: 39) }
}
