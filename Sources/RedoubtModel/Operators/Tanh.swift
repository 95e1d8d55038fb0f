/// TANH: Hyperbolic tangent, element by element.
public struct TanhKind: OperationKind {
  public static let name = "TANH"

  public init() {}

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] { [try inputs.operand(0).shape] }

  public var encoding: OperatorEncoding { OperatorEncoding(code: 28, version: 2) }
}
