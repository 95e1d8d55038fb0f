/// MAXIMUM: Larger of two tensors' elements; shapes broadcast.
public struct MaximumKind: OperationKind {
  public static let name = "MAXIMUM"
  public static let builtinCode: Int32 = 55
  public static let optionsType: UInt8 = 39

  public init() {}

  public init(decoding options: OptionFields) {}

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    [try inputs.operand(0).shape.broadcast(with: try inputs.operand(1).shape)]
  }

  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    try inputs.combined(try outputShapes(inputs.values)[0], { max($0, $1) }, { max($0, $1) })
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(code: Self.builtinCode, version: 2, optionsType: Self.optionsType)
  }
}
