/// HARD_SWISH: x × min(max(x + 3, 0), 6) ÷ 6, element by element.
public struct HardSwishKind: OperationKind {
  public static let name = "HARD_SWISH"
  public static let builtinCode: Int32 = 117
  public static let optionsType: UInt8 = 91

  public init() {}

  public init(decoding options: OptionFields) {}

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] { [try inputs.operand(0).shape] }

  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    try inputs.mapped { $0 * min(max($0 + 3, 0), 6) / 6 }
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(code: Self.builtinCode, version: 1, optionsType: Self.optionsType)
  }
}
