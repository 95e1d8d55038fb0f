/// RELU6: min(max(x, 0), 6), element by element.
public struct Relu6Kind: OperationKind {
  public static let name = "RELU6"
  public static let builtinCode: Int32 = 21
  public static let optionsType: UInt8 = 0

  public init() {}

  public init(decoding options: OptionFields) {}

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] { [try inputs.operand(0).shape] }

  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    try inputs.mapped { min(max($0, 0), 6) }
  }

  public var encoding: OperatorEncoding { OperatorEncoding(code: Self.builtinCode, version: 2) }
}
