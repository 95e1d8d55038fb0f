/// LOGISTIC: 1 ÷ (1 + e^−x), element by element.
public struct LogisticKind: OperationKind {
  public static let name = "LOGISTIC"
  public static let builtinCode: Int32 = 14
  public static let optionsType: UInt8 = 0

  public init() {}

  public init(decoding options: OptionFields) {}

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] { [try inputs.operand(0).shape] }

  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    try inputs.mapped(Exponential.logistic)
  }

  public var encoding: OperatorEncoding { OperatorEncoding(code: Self.builtinCode, version: 2) }
}
