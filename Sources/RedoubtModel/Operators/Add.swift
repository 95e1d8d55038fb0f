/// ADD: Sum of two tensors, element by element; shapes broadcast. Optional fused activation.
public struct AddKind: BinaryArithmeticKind {
  public static let name = "ADD"
  public static let builtinCode: Int32 = 0
  public static let optionsType: UInt8 = 11
  public var activation: FusedActivation

  public init(activation: FusedActivation = .none) { self.activation = activation }

  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    try inputs.combined(
      try inputs.values.broadcastShape(), activation: activation, { $0 + $1 }, { $0 &+ $1 })
  }
}
