/// TRANSPOSE: input, then a permutation as an int32 constant; output dimension i is input dimension permutation[i].
public struct TransposeKind: OperationKind {
  public static let name = "TRANSPOSE"
  public static let builtinCode: Int32 = 39
  public static let optionsType: UInt8 = 26

  public init() {}

  public init(decoding options: OptionFields) {}

  /// The input's dimensions in the order of the permutation.
  ///
  /// - Throws: Where the operand is no permutation of them.
  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    let shape = try inputs.operand(0).shape
    return [try Self.permutation(inputs, of: shape).map { shape[$0] }]
  }

  /// The permutation, checked.
  static func permutation(_ inputs: [Value?], of shape: [Int]) throws(GraphError) -> [Int] {
    let permutation = try inputs.integers(1, "permutation", count: shape.count)
    guard permutation.sorted() == Array(shape.indices) else {
      throw GraphError("\(permutation) is no permutation of the \(shape.count) dimensions of the input.")
    }
    return permutation
  }

  /// Takes elements of every type.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    let input = try inputs.tensor(0)
    let permutation = try Self.permutation(inputs.values, of: input.shape)
    let (shape, strides) = (permutation.map { input.shape[$0] }, input.shape.rowMajorStrides)
    let data = try input.data.viewed(shape: shape, strides: permutation.map { strides[$0] })
    return [HostTensor(shape: shape, data: data)]
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(code: Self.builtinCode, version: 2, optionsType: Self.optionsType)
  }
}
