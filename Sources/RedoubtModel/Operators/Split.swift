/// SPLIT: the axis as an int32 constant, then the tensor; equal parts along that dimension.
public struct SplitKind: OperationKind {
  public static let name = "SPLIT"
  public static let builtinCode: Int32 = 49
  public static let optionsType: UInt8 = 35
  /// Number of parts, which is the number of outputs.
  public var parts: Int32

  public init(parts: Int32) { self.parts = parts }

  public init(decoding options: OptionFields) throws(GraphError) {
    parts = try options.int32(0)
  }

  /// For each part, the shape of input 1 with the dimension divided by `parts`.
  ///
  /// - Throws: Where it does not divide, `parts` is outside 1 … 1,024, or the axis is outside the shape.
  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    let axis = try inputs.integers(0, "axis", count: 1)[0]
    var shape = try inputs.operand(1).shape
    let dimension = try shape.dimension(at: axis)
    guard (1...1024).contains(parts), shape[dimension] % Int(parts) == 0,
      Int(parts) <= max(shape[dimension], 1)
    else {
      throw GraphError(
        "Dimension \(dimension) of shape \(shape) does not divide into \(parts) parts, 1 to 1,024.")
    }
    shape[dimension] /= Int(parts)
    return [[Int]](repeating: shape, count: Int(parts))
  }

  /// The type of input 1, since input 0 is the axis.
  public func outputType(_ inputs: [Value?]) throws(GraphError) -> ElementType { try inputs.operand(1).type }

  /// Takes elements of every type; the parts come in order along the dimension.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    let shapes = try outputShapes(inputs.values)
    let input = try inputs.tensor(1)
    let dimension = try input.shape.dimension(at: try inputs.values.integers(0, "axis", count: 1)[0])
    let strides = input.shape.rowMajorStrides
    var results: [HostTensor] = []
    for (i, shape) in shapes.enumerated() {
      let offset = i * shape[dimension] * strides[dimension]
      results.append(
        HostTensor(shape: shape, data: try input.data.viewed(shape: shape, offset: offset, strides: strides)))
    }
    return results
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(
      code: Self.builtinCode, version: 2, optionsType: Self.optionsType, options: [0: .int32(parts)])
  }
}
