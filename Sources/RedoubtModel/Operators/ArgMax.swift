/// ARG_MAX: input, then the axis as an int32 constant; lowest index among the largest elements along that dimension.
public struct ArgMaxKind: OperationKind {
  public static let name = "ARG_MAX"
  /// Type of the output, int32 or int64.
  public var indexType: ElementType

  public init(indexType: ElementType = .int32) { self.indexType = indexType }

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    var shape = try inputs.operand(0).shape
    let dimension = try shape.dimension(at: try inputs.integers(1, "axis", count: 1)[0])
    guard shape[dimension] >= 1 else { throw GraphError("Dimension \(dimension) of \(shape) is empty.") }
    shape.remove(at: dimension)
    return [shape]
  }

  public func outputType(_ inputs: [Value?]) throws(GraphError) -> ElementType { indexType }

  public var encoding: OperatorEncoding {
    OperatorEncoding(
      code: 56, version: 2, optionsType: 40, options: [0: .int8(indexType == .int64 ? 4 : 2)])
  }
}
