/// Kinds that apply one function without parameters to every element of their input.
public protocol UnaryFunctionKind: ElementwiseKind {
  /// Version of the operator that takes int8 elements.
  static var version: Int32 { get }

  /// The operation, which has no attributes.
  init()
}

extension UnaryFunctionKind {
  public init(decoding options: OptionFields) { self.init() }

  /// The shape of input 0.
  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] { [try inputs.operand(0).shape] }

  public var encoding: OperatorEncoding {
    OperatorEncoding(code: Self.builtinCode, version: Self.version, optionsType: Self.optionsType)
  }
}
