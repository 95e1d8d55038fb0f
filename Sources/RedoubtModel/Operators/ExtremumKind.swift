/// Kinds that choose one of two tensors' elements, place by place; shapes broadcast.
public protocol ExtremumKind: ElementwiseKind {
  init()
}

extension ExtremumKind {
  public init(decoding options: OptionFields) { self.init() }

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] { [try inputs.broadcastShape()] }

  public var encoding: OperatorEncoding {
    OperatorEncoding(code: Self.builtinCode, version: 2, optionsType: Self.optionsType)
  }
}
