/// RELU6: min(max(x, 0), 6), element by element.
public struct Relu6Kind: OperationKind {
  public static let name = "RELU6"

  public init() {}

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] { [try inputs.operand(0).shape] }

  public var encoding: OperatorEncoding { OperatorEncoding(code: 21, version: 2) }
}
