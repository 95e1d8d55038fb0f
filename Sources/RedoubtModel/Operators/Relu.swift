/// RELU: max(x, 0), element by element.
public struct ReluKind: OperationKind {
  public static let name = "RELU"

  public init() {}

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] { [try inputs.operand(0).shape] }

  public var encoding: OperatorEncoding { OperatorEncoding(code: 19, version: 2) }
}
