/// MAXIMUM: Larger of two tensors' elements; shapes broadcast.
public struct MaximumKind: ExtremumKind {
  public static let name = "MAXIMUM"
  public static let builtinCode: Int32 = 55
  public static let optionsType: UInt8 = 39

  public init() {}

  /// Takes float32, int32 or int64 elements.
  ///
  /// - Throws: Where the inputs differ in type or their shapes do not broadcast.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    try inputs.combined(try inputs.values.broadcastShape(), { max($0, $1) }, { max($0, $1) })
  }
}
