/// Kinds that reduce the dimensions of input 0 that input 1, an int32 constant, lists.
public protocol ReducingKind: OperationKind {
  /// Version of the operator that takes int8 elements.
  static var version: Int32 { get }

  /// Whether reduced dimensions stay, with size 1.
  var keepsDimensions: Bool { get }

  /// The operation, which has no other attribute.
  init(keepsDimensions: Bool)
}

extension ReducingKind {
  /// Field 0 says whether reduced dimensions stay; false where it is absent.
  public init(decoding options: OptionFields) throws(GraphError) {
    self.init(keepsDimensions: try options.bool(0))
  }

  /// The input's shape with 1 for the reduced dimensions, or without them; negative axes count from the end.
  ///
  /// - Throws: Where an axis is outside the shape, or a dimension is 0.
  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    let reduction = try Reduction(of: inputs.operand(0).shape, over: try inputs.integers(1, "axes"))
    return [reduction.outputShape(keepsDimensions: keepsDimensions)]
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(
      code: Self.builtinCode, version: Self.version, optionsType: Self.optionsType,
      options: [0: .bool(keepsDimensions)])
  }

  /// The reduction of input 0 that `reduce` carries out.
  func reduced(
    _ inputs: [HostTensor?], _ reduce: (Reduction) throws(GraphError) -> TensorData
  ) throws(GraphError) -> [HostTensor] {
    let reduction = try Reduction(of: try inputs.tensor(0).shape, over: try inputs.values.integers(1, "axes"))
    return [
      HostTensor(
        shape: reduction.outputShape(keepsDimensions: keepsDimensions), data: try reduce(reduction))
    ]
  }
}
