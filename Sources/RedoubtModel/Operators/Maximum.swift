/// MAXIMUM: Larger of two tensors' elements; shapes broadcast.
public struct MaximumKind: ExtremumKind {
  public static let name = "MAXIMUM"
  public static let builtinCode: Int32 = 55
  public static let optionsType: UInt8 = 39

  public init() {}

  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    try inputs.combined(try inputs.values.broadcastShape(), { max($0, $1) }, { max($0, $1) })
  }
}
