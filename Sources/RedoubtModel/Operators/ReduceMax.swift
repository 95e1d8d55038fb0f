/// REDUCE_MAX: input of any shape, then the axes as an int32 constant; the largest element over these axes.
public struct ReduceMaxKind: ReducingKind {
  public static let name = "REDUCE_MAX"
  public static let builtinCode: Int32 = 82
  public static let optionsType: UInt8 = 27
  public static let version: Int32 = 2
  /// Whether reduced dimensions stay, with size 1; else they leave the shape.
  public var keepsDimensions: Bool

  public init(keepsDimensions: Bool) { self.keepsDimensions = keepsDimensions }

  /// Takes float32 elements only.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    try reduced(inputs) { reduction throws(GraphError) in
      .float32(reduction.reduce(try inputs.floats(0), from: -Float.infinity) { $0 = max($0, $1) })
    }
  }
}
