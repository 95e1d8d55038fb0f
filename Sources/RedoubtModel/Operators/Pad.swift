/// PAD: input, then paddings as an int32 constant [rank, 2]; real zeros are put around the input.
public struct PadKind: OperationKind {
  public static let name = "PAD"

  public init() {}

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    let shape = try inputs.operand(0).shape
    return [try Padding(try inputs.integers(1, "paddings"), of: shape).outputShape(of: shape)]
  }

  public var encoding: OperatorEncoding { OperatorEncoding(code: 34, version: 2, optionsType: 22) }
}
