/// MEAN: input of any shape, then the axes as an int32 constant; the mean over these axes.
public struct MeanKind: OperationKind {
  public static let name = "MEAN"
  public static let builtinCode: Int32 = 40
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
    // Summed in double precision: the mean over a large plane would lose digits in float32.
    let sums = reduction.reduce(try inputs.floats(0), from: 0.0) { $0 += Double($1) }
    let count = Double(reduction.reducedCount)
    return [
      HostTensor(
        shape: reduction.outputShape(keepsDimensions: keepsDimensions), sums.map { Float($0 / count) })
    ]
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(
      code: Self.builtinCode, version: 2, optionsType: Self.optionsType, options: [0: .bool(keepsDimensions)])
  }
}
