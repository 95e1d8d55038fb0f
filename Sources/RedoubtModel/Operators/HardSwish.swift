/// HARD_SWISH: x × min(max(x + 3, 0), 6) ÷ 6, element by element.
public struct HardSwishKind: UnaryFunctionKind {
  public static let name = "HARD_SWISH"
  public static let builtinCode: Int32 = 117
  public static let optionsType: UInt8 = 91
  public static let version: Int32 = 1

  public init() {}

  /// Takes float32 elements only.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    try inputs.mapped { $0 * min(max($0 + 3, 0), 6) / 6 }
  }
}
