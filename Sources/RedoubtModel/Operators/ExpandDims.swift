/// EXPAND_DIMS: input, then the axis as an int32 constant; puts a dimension of size 1 there.
public struct ExpandDimsKind: OperationKind {
  public static let name = "EXPAND_DIMS"
  public static let builtinCode: Int32 = 70
  public static let optionsType: UInt8 = 52

  public init() {}

  public init(decoding options: OptionFields) {}

  /// The input's shape with a 1 at the axis, which counts within the output's rank; negative from the end.
  ///
  /// - Throws: Where the axis is no single constant or outside that rank.
  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    var shape = try inputs.operand(0).shape
    let axis = try inputs.integers(1, "axis", count: 1)[0]
    // The new dimension may also be the last, so the axis counts within the output's rank.
    let dimension = try (shape + [1]).dimension(at: axis)
    shape.insert(1, at: dimension)
    return [shape]
  }

  /// The same elements in the same order, of every type.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    [HostTensor(shape: try outputShapes(inputs.values)[0], data: try inputs.tensor(0).data)]
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(code: Self.builtinCode, optionsType: Self.optionsType)
  }
}
