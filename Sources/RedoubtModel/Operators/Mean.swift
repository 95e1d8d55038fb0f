/// MEAN: input of any shape, then the axes as an int32 constant; the mean over these axes.
public struct MeanKind: ReducingKind {
  public static let name = "MEAN"
  public static let builtinCode: Int32 = 40
  public static let optionsType: UInt8 = 27
  public static let version: Int32 = 2
  /// Whether reduced dimensions stay, with size 1; else they leave the shape.
  public var keepsDimensions: Bool

  public init(keepsDimensions: Bool) { self.keepsDimensions = keepsDimensions }

  /// Takes float32 elements only; sums are in double precision.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    try reduced(inputs) { reduction throws(GraphError) in
      // Summed in double precision: the mean over a large plane would lose digits in float32.
      let sums = reduction.reduce(try inputs.floats(0), from: 0.0) { $0 += Double($1) }
      let count = Double(reduction.reducedCount)
      return .float32(sums.map { Float($0 / count) })
    }
  }
}
