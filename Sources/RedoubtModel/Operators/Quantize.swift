/// QUANTIZE: real numbers, or int8 of another scale, become int8 with the quantisation of the output.
public struct QuantizeKind: OperationKind {
  public static let name = "QUANTIZE"
  public static let builtinCode: Int32 = 114
  public static let optionsType: UInt8 = 89

  public init() {}

  public init(decoding options: OptionFields) {}

  /// The shape of input 0.
  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] { [try inputs.operand(0).shape] }

  /// int8, whatever the input has.
  public func outputType(_ inputs: [Value?]) throws(GraphError) -> ElementType { .int8 }

  /// The float executor computes with real numbers, which quantisation does not change.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    [try inputs.tensor(0)]
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(code: Self.builtinCode, version: 2, optionsType: Self.optionsType)
  }
}
