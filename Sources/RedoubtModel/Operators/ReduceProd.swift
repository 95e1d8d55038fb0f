/// REDUCE_PROD: input of any shape, then the axes as an int32 constant; the product over these axes.
public struct ReduceProdKind: OperationKind {
  public static let name = "REDUCE_PROD"
  /// Whether reduced dimensions stay, with size 1.
  public var keepsDimensions: Bool

  public init(keepsDimensions: Bool) { self.keepsDimensions = keepsDimensions }

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    let input = try inputs.operand(0).shape
    let reduction = try Reduction(of: input, over: try inputs.integers(1, "axes"))
    return [reduction.outputShape(keepsDimensions: keepsDimensions)]
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(code: 81, version: 1, optionsType: 27, options: [0: .bool(keepsDimensions)])
  }
}
