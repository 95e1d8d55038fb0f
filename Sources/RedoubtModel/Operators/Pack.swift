/// PACK: tensors of one shape, stacked along a new dimension.
public struct PackKind: OperationKind {
  public static let name = "PACK"
  /// Number of tensors, which is the size of the new dimension.
  public var parts: Int32
  /// Position of the new dimension; negative counts from the end of the output's shape.
  public var axis: Int32

  public init(parts: Int32, axis: Int32) {
    self.parts = parts
    self.axis = axis
  }

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

  public var encoding: OperatorEncoding {
    OperatorEncoding(code: 83, version: 2, optionsType: 59, options: [0: .int32(parts), 1: .int32(axis)])
  }
}
