/// Kinds that choose one of two tensors' elements, place by place; shapes broadcast.
public protocol ExtremumKind: ElementwiseKind {
  /// The operation, which has no attributes.
  init()
}

extension ExtremumKind {
  public init(decoding options: OptionFields) { self.init() }

  /// The shape that both inputs broadcast to, aligned at the innermost dimension.
  ///
  /// - Throws: Where an input is left out, or the shapes do not broadcast.
  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] { [try inputs.broadcastShape()] }

  public var encoding: OperatorEncoding {
    OperatorEncoding(code: Self.builtinCode, version: 2, optionsType: Self.optionsType)
  }
}
