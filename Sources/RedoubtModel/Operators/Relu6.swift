/// RELU6: min(max(x, 0), 6), element by element.
public struct Relu6Kind: UnaryFunctionKind {
  public static let name = "RELU6"
  public static let builtinCode: Int32 = 21
  public static let optionsType: UInt8 = 0
  public static let version: Int32 = 2

  public init() {}

  /// Takes float32 elements only.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    try inputs.mapped { min(max($0, 0), 6) }
  }
}
