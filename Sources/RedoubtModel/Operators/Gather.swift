/// GATHER: input, then indices as an integer constant; slices of the input along one dimension, in the indices' shape.
public struct GatherKind: OperationKind {
  public static let name = "GATHER"
  /// Negative counts from the end.
  public var axis: Int32

  public init(axis: Int32) { self.axis = axis }

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    let (shape, indices) = (try inputs.operand(0).shape, try inputs.operand(1).shape)
    let dimension = try shape.dimension(at: Int(axis))
    return [shape[..<dimension] + indices + shape[(dimension + 1)...]]
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(code: 36, version: 2, optionsType: 23, options: [0: .int32(axis), 1: .int32(0)])
  }
}
