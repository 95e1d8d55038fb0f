/// GATHER: input, then indices as an integer constant; slices of the input along one dimension, in the indices' shape.
public struct GatherKind: OperationKind {
  public static let name = "GATHER"
  public static let builtinCode: Int32 = 36
  public static let optionsType: UInt8 = 23
  /// Negative counts from the end.
  public var axis: Int32

  public init(axis: Int32) { self.axis = axis }

  /// - Throws: For batched indices.
  public init(decoding options: OptionFields) throws(GraphError) {
    guard try options.int32(1) == 0 else { throw GraphError("Batched indices are not supported.") }
    axis = try options.int32(0)
  }

  /// The input's shape with the indices' shape in place of the dimension that the axis names.
  ///
  /// - Throws: Where the axis is outside the shape.
  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    let (shape, indices) = (try inputs.operand(0).shape, try inputs.operand(1).shape)
    let dimension = try shape.dimension(at: Int(axis))
    return [shape[..<dimension] + indices + shape[(dimension + 1)...]]
  }

  /// Takes elements of every type.
  ///
  /// - Throws: Where an index is negative or beyond the dimension.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    let (shape, input) = (try outputShapes(inputs.values)[0], try inputs.tensor(0))
    let dimension = try input.shape.dimension(at: Int(axis))
    let (extent, run) = (input.shape[dimension], input.shape.rowMajorStrides[dimension])
    let indices = try inputs.values.integers(1, "indices", limit: .max)
    guard indices.allSatisfy({ (0..<extent).contains($0) }) else {
      throw GraphError("Indices \(indices) leave dimension \(dimension) of shape \(input.shape).")
    }
    let outer = input.shape[..<dimension].reduce(1, *)
    let cells = (0..<outer).flatMap { row in indices.map { row * extent + $0 } }
    return [HostTensor(shape: shape, data: input.data.gatheringRuns(of: run, at: cells))]
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(
      code: Self.builtinCode, version: 2, optionsType: Self.optionsType,
      options: [0: .int32(axis), 1: .int32(0)])
  }
}
