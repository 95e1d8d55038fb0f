/// LOGISTIC: 1 ÷ (1 + e^−x), element by element.
public struct LogisticKind: OperationKind {
  public static let name = "LOGISTIC"

  public init() {}

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] { [try inputs.operand(0).shape] }

  public var encoding: OperatorEncoding { OperatorEncoding(code: 14, version: 2) }
}
