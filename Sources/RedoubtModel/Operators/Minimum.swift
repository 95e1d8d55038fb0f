/// MINIMUM: Smaller of two tensors' elements; shapes broadcast.
public struct MinimumKind: OperationKind {
  public static let name = "MINIMUM"
  public static let builtinCode: Int32 = 57
  public static let optionsType: UInt8 = 39

  public init() {}

  public init(decoding options: OptionFields) {}

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    [try inputs.operand(0).shape.broadcast(with: try inputs.operand(1).shape)]
  }

  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    try inputs.combined(try outputShapes(inputs.values)[0], { min($0, $1) }, { min($0, $1) })
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(code: Self.builtinCode, version: 2, optionsType: Self.optionsType)
  }
}
