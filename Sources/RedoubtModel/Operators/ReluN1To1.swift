/// RELU_N1_TO_1: min(max(x, −1), 1), element by element.
public struct ReluN1To1Kind: UnaryFunctionKind {
  public static let name = "RELU_N1_TO_1"
  public static let builtinCode: Int32 = 20
  public static let optionsType: UInt8 = 0
  public static let version: Int32 = 1

  public init() {}

  /// Takes float32 elements only.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    try inputs.mapped { min(max($0, -1), 1) }
  }
}
