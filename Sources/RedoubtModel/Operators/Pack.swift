/// PACK: tensors of one shape, stacked along a new dimension.
public struct PackKind: OperationKind {
  public static let name = "PACK"
  public static let builtinCode: Int32 = 83
  public static let optionsType: UInt8 = 59
  /// Number of tensors, which is the size of the new dimension.
  public var parts: Int32
  /// Position of the new dimension; negative counts from the end of the output's shape.
  public var axis: Int32

  public init(parts: Int32, axis: Int32) {
    self.parts = parts
    self.axis = axis
  }

  public init(decoding options: OptionFields) throws(GraphError) {
    parts = try options.int32(0)
    axis = try options.int32(1)
  }

  /// The inputs' common shape with `parts` inserted at the axis.
  ///
  /// - Throws: Where shapes differ, or there are not `parts` inputs.
  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    var shape = try inputs.operand(0).shape
    for i in inputs.indices {
      let other = try inputs.operand(i).shape
      guard other == shape else { throw GraphError("Shapes \(shape) and \(other) cannot be stacked.") }
    }
    guard inputs.count == Int(parts) else {
      throw GraphError("\(inputs.count) tensors are given where \(parts) are announced.")
    }
    shape.insert(Int(parts), at: try (shape + [1]).dimension(at: Int(axis)))
    return [shape]
  }

  /// Takes elements of every type, the same in all inputs.
  ///
  /// - Throws: Where types differ.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    let shape = try outputShapes(inputs.values)[0]
    let dimension = try shape.dimension(at: Int(axis))
    var strides = shape.rowMajorStrides
    let step = strides.remove(at: dimension)
    var parts: [(move: StridedMove, source: TensorData)] = []
    for i in inputs.indices {
      let part = try inputs.tensor(i)
      let move = StridedMove(
        shape: part.shape, sourceStrides: part.shape.rowMajorStrides, destinationOffset: i * step,
        destinationStrides: strides)
      parts.append((move, part.data))
    }
    let type = try inputs.tensor(0).data.type
    return [HostTensor(shape: shape, data: try .assembled(count: shape.elementCount, parts, type: type))]
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(
      code: Self.builtinCode, version: 2, optionsType: Self.optionsType,
      options: [0: .int32(parts), 1: .int32(axis)])
  }
}
