/// REDUCE_MAX: input of any shape, then the axes as an int32 constant; the largest element over these axes.
public struct ReduceMaxKind: OperationKind {
  public static let name = "REDUCE_MAX"
  public static let builtinCode: Int32 = 82
  public static let optionsType: UInt8 = 27
  /// Whether reduced dimensions stay, with size 1.
  public var keepsDimensions: Bool

  public init(keepsDimensions: Bool) { self.keepsDimensions = keepsDimensions }

  public init(decoding options: OptionFields) throws(GraphError) {
    keepsDimensions = try options.bool(0)
  }

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    let input = try inputs.operand(0).shape
    let reduction = try Reduction(of: input, over: try inputs.integers(1, "axes"))
    return [reduction.outputShape(keepsDimensions: keepsDimensions)]
  }

  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    let reduction = try Reduction(of: try inputs.tensor(0).shape, over: try inputs.values.integers(1, "axes"))
    let result = reduction.reduce(try inputs.floats(0), from: -Float.infinity) { $0 = max($0, $1) }
    return [HostTensor(shape: reduction.outputShape(keepsDimensions: keepsDimensions), result)]
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(
      code: Self.builtinCode, version: 2, optionsType: Self.optionsType, options: [0: .bool(keepsDimensions)])
  }
}
