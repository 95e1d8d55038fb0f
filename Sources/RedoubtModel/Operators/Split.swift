/// SPLIT: the axis as an int32 constant, then the tensor; equal parts along that dimension.
public struct SplitKind: OperationKind {
  public static let name = "SPLIT"
  /// Number of parts, which is the number of outputs.
  public var parts: Int32

  public init(parts: Int32) { self.parts = parts }

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    let axis = try inputs.integers(0, "axis", count: 1)[0]
    var shape = try inputs.operand(1).shape
    let dimension = try shape.dimension(at: axis)
    guard parts >= 1, shape[dimension] % Int(parts) == 0, Int(parts) <= max(shape[dimension], 1) else {
      throw GraphError("Dimension \(dimension) of shape \(shape) does not divide into \(parts) parts.")
    }
    shape[dimension] /= Int(parts)
    return [[Int]](repeating: shape, count: Int(parts))
  }

  public func outputType(_ inputs: [Value?]) throws(GraphError) -> ElementType { try inputs.operand(1).type }

  public var encoding: OperatorEncoding {
    OperatorEncoding(code: 49, version: 2, optionsType: 35, options: [0: .int32(parts)])
  }
}
