/// TANH: Hyperbolic tangent, element by element.
public struct TanhKind: OperationKind {
  public static let name = "TANH"
  public static let builtinCode: Int32 = 28
  public static let optionsType: UInt8 = 0

  public init() {}

  public init(decoding options: OptionFields) {}

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] { [try inputs.operand(0).shape] }

  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    try inputs.mapped(Exponential.tanh)
  }

  public var encoding: OperatorEncoding { OperatorEncoding(code: Self.builtinCode, version: 2) }
}
