/// RELU: max(x, 0), element by element.
public struct ReluKind: UnaryFunctionKind {
  public static let name = "RELU"
  public static let builtinCode: Int32 = 19
  public static let optionsType: UInt8 = 0
  public static let version: Int32 = 2

  public init() {}

  /// Takes float32 elements only.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    try inputs.mapped { max($0, 0) }
  }
}
