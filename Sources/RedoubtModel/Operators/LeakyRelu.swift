/// LEAKY_RELU: x where x is at least 0, else alpha × x.
public struct LeakyReluKind: OperationKind {
  public static let name = "LEAKY_RELU"
  public static let builtinCode: Int32 = 98
  public static let optionsType: UInt8 = 75
  /// Factor of elements below 0.
  public var alpha: Float

  public init(alpha: Float) { self.alpha = alpha }

  /// Field 0 is alpha; 0 where it is absent.
  public init(decoding options: OptionFields) throws(GraphError) {
    alpha = try options.float32(0)
  }

  /// The shape of input 0.
  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] { [try inputs.operand(0).shape] }

  /// Takes float32 elements only.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    try inputs.mapped { $0 >= 0 ? $0 : $0 * alpha }
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(
      code: Self.builtinCode, version: 2, optionsType: Self.optionsType, options: [0: .float32(alpha)])
  }
}
