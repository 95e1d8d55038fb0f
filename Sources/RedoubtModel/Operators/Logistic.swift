/// LOGISTIC: 1 ÷ (1 + e^−x), element by element.
public struct LogisticKind: UnaryFunctionKind {
  public static let name = "LOGISTIC"
  public static let builtinCode: Int32 = 14
  public static let optionsType: UInt8 = 0
  public static let version: Int32 = 2

  public init() {}

  /// Takes float32 elements only; computed in double precision, with the same bits on every machine.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    try inputs.mapped(Exponential.logistic)
  }
}
