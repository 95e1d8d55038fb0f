/// SLICE: input, begin and size as int32 constants with one element per dimension; size −1 reaches the end.
public struct SliceKind: OperationKind {
  public static let name = "SLICE"

  public init() {}

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    [try Self.region(inputs).size]
  }

  /// First element and number of elements along each dimension.
  static func region(_ inputs: [Value?]) throws(GraphError) -> (begin: [Int], size: [Int]) {
    let shape = try inputs.operand(0).shape
    let begin = try inputs.integers(1, "begin", count: shape.count)
    var size = try inputs.integers(2, "size", count: shape.count)
    for i in shape.indices {
      if size[i] == -1 { size[i] = shape[i] - begin[i] }
      guard begin[i] >= 0, size[i] >= 0, begin[i] + size[i] <= shape[i] else {
        throw GraphError("Begin \(begin) and size \(size) leave a tensor of shape \(shape).")
      }
    }
    return (begin, size)
  }

  public var encoding: OperatorEncoding { OperatorEncoding(code: 65, version: 2, optionsType: 48) }
}
