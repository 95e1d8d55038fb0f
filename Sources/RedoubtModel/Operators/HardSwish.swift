/// HARD_SWISH: x × min(max(x + 3, 0), 6) ÷ 6, element by element.
public struct HardSwishKind: OperationKind {
  public static let name = "HARD_SWISH"

  public init() {}

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] { [try inputs.operand(0).shape] }

  public var encoding: OperatorEncoding { OperatorEncoding(code: 117, version: 1, optionsType: 91) }
}
