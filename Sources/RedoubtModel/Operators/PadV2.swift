/// PADV2: input, paddings as an int32 constant [rank, 2], and the number that is put around the input, one element.
public struct PadV2Kind: OperationKind {
  public static let name = "PADV2"

  public init() {}

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    let shape = try inputs.operand(0).shape
    guard try inputs.operand(2).count == 1 else { throw GraphError("The padded number must be one element.") }
    return [try Padding(try inputs.integers(1, "paddings"), of: shape).outputShape(of: shape)]
  }

  public var encoding: OperatorEncoding { OperatorEncoding(code: 60, version: 2, optionsType: 43) }
}
