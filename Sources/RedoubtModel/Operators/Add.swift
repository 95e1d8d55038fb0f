/// ADD: Sum of two tensors, element by element; shapes broadcast. Optional fused activation.
public struct AddKind: BinaryArithmeticKind {
  public static let name = "ADD"
  public static let builtinCode: Int32 = 0
  public static let optionsType: UInt8 = 11
  /// Clamps the sums of float32 elements; integers are only combined where it is `.none`.
  public var activation: FusedActivation

  public init(activation: FusedActivation = .none) { self.activation = activation }

  /// Takes float32 elements, or without an activation int32 or int64 ones; these wrap into their type.
  ///
  /// - Throws: Where the inputs differ in type or their shapes do not broadcast.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    try inputs.combined(
      try inputs.values.broadcastShape(), activation: activation, { $0 + $1 }, { $0 &+ $1 })
  }
}
