/// QUANTIZE: real numbers, or int8 of another scale, become int8 with the quantisation of the output.
public struct QuantizeKind: OperationKind {
  public static let name = "QUANTIZE"

  public init() {}

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] { [try inputs.operand(0).shape] }

  public func outputType(_ inputs: [Value?]) throws(GraphError) -> ElementType { .int8 }

  public var encoding: OperatorEncoding { OperatorEncoding(code: 114, version: 2, optionsType: 89) }
}
