/// DEQUANTIZE: int8 elements become the real numbers they stand for.
public struct DequantizeKind: OperationKind {
  public static let name = "DEQUANTIZE"
  public static let builtinCode: Int32 = 6
  public static let optionsType: UInt8 = 38

  public init() {}

  public init(decoding options: OptionFields) {}

  /// The shape of input 0.
  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] { [try inputs.operand(0).shape] }

  /// float32, whatever the input has.
  public func outputType(_ inputs: [Value?]) throws(GraphError) -> ElementType { .float32 }

  /// The float executor computes with real numbers, which quantisation does not change.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    [try inputs.tensor(0)]
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(code: Self.builtinCode, version: 2, optionsType: Self.optionsType)
  }
}
