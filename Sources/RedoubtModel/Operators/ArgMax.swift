/// ARG_MAX: input, then the axis as an int32 constant; lowest index among the largest elements along that dimension.
public struct ArgMaxKind: OperationKind {
  public static let name = "ARG_MAX"
  public static let builtinCode: Int32 = 56
  public static let optionsType: UInt8 = 40
  /// Type of the output, int32 or int64.
  public var indexType: ElementType

  public init(indexType: ElementType = .int32) { self.indexType = indexType }

  /// Field 0 is a tensor type of the schema: 4 is int64; anything else is taken as int32.
  public init(decoding options: OptionFields) throws(GraphError) {
    indexType = try options.int8(0) == 4 ? .int64 : .int32
  }

  /// The input's shape without the dimension that the axis names; a negative axis counts from the end.
  ///
  /// - Throws: Where the axis is outside the shape, or the dimension is empty.
  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    var shape = try inputs.operand(0).shape
    let dimension = try shape.dimension(at: try inputs.integers(1, "axis", count: 1)[0])
    guard shape[dimension] >= 1 else { throw GraphError("Dimension \(dimension) of \(shape) is empty.") }
    shape.remove(at: dimension)
    return [shape]
  }

  /// `indexType`, whatever the input has.
  public func outputType(_ inputs: [Value?]) throws(GraphError) -> ElementType { indexType }

  /// Takes float32 elements only; indices count from 0.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    let input = try inputs.tensor(0)
    let shape = try outputShapes(inputs.values)[0]
    let dimension = try input.shape.dimension(at: try inputs.values.integers(1, "axis", count: 1)[0])
    let (extent, inner) = (input.shape[dimension], input.shape.rowMajorStrides[dimension])
    let elements = try inputs.floats(0)
    var indices: [Int64] = []
    indices.reserveCapacity(shape.elementCount)
    for outer in 0..<input.shape[..<dimension].reduce(1, *) {
      for i in 0..<inner {
        let first = outer * extent * inner + i
        var best = 0
        for k in 1..<max(extent, 1) where elements[first + k * inner] > elements[first + best * inner] {
          best = k
        }
        indices.append(Int64(best))
      }
    }
    return [HostTensor(shape: shape, data: .integers(indices, type: indexType))]
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(
      code: Self.builtinCode, version: 2, optionsType: Self.optionsType,
      options: [0: .int8(indexType == .int64 ? 4 : 2)])
  }
}
