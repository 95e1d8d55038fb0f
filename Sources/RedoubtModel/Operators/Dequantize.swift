/// DEQUANTIZE: int8 elements become real numbers.
public struct DequantizeKind: OperationKind {
  public static let name = "DEQUANTIZE"

  public init() {}

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] { [try inputs.operand(0).shape] }

  public func outputType(_ inputs: [Value?]) throws(GraphError) -> ElementType { .float32 }

  public var encoding: OperatorEncoding { OperatorEncoding(code: 6, version: 2, optionsType: 38) }
}
