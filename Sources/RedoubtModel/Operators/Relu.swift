/// RELU: max(x, 0), element by element.
public struct ReluKind: OperationKind {
  public static let name = "RELU"
  public static let builtinCode: Int32 = 19
  public static let optionsType: UInt8 = 0

  public init() {}

  public init(decoding options: OptionFields) {}

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] { [try inputs.operand(0).shape] }

  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    try inputs.mapped { max($0, 0) }
  }

  public var encoding: OperatorEncoding { OperatorEncoding(code: Self.builtinCode, version: 2) }
}
