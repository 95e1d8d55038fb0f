/// RELU_N1_TO_1: min(max(x, −1), 1), element by element.
public struct ReluN1To1Kind: OperationKind {
  public static let name = "RELU_N1_TO_1"

  public init() {}

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] { [try inputs.operand(0).shape] }

  public var encoding: OperatorEncoding { OperatorEncoding(code: 20, version: 1) }
}
