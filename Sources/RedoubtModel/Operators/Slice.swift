/// SLICE: input, begin and size as int32 constants with one element per dimension; size −1 reaches the end.
public struct SliceKind: OperationKind {
  public static let name = "SLICE"
  public static let builtinCode: Int32 = 65
  public static let optionsType: UInt8 = 48

  public init() {}

  public init(decoding options: OptionFields) {}

  /// The sizes, −1 replaced by what is left behind begin.
  ///
  /// - Throws: Where the slice leaves the input.
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

  /// Takes elements of every type.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    let input = try inputs.tensor(0)
    let (begin, size) = try Self.region(inputs.values)
    let strides = input.shape.rowMajorStrides
    let offset = zip(begin, strides).reduce(0) { $0 + $1.0 * $1.1 }
    return [
      HostTensor(shape: size, data: try input.data.viewed(shape: size, offset: offset, strides: strides))
    ]
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(code: Self.builtinCode, version: 2, optionsType: Self.optionsType)
  }
}
