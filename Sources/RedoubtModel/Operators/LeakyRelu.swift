/// LEAKY_RELU: x where x is at least 0, else alpha × x.
public struct LeakyReluKind: OperationKind {
  public static let name = "LEAKY_RELU"
  public static let builtinCode: Int32 = 98
  public static let optionsType: UInt8 = 75
  public var alpha: Float

  public init(alpha: Float) { self.alpha = alpha }

  public init(decoding options: OptionFields) throws(GraphError) {
    alpha = try options.float32(0)
  }

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] { [try inputs.operand(0).shape] }

  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    try inputs.mapped { $0 >= 0 ? $0 : $0 * alpha }
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(
      code: Self.builtinCode, version: 2, optionsType: Self.optionsType, options: [0: .float32(alpha)])
  }
}
