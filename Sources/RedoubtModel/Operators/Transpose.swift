/// TRANSPOSE: input, then a permutation as an int32 constant; output dimension i is input dimension permutation[i].
public struct TransposeKind: OperationKind {
  public static let name = "TRANSPOSE"

  public init() {}

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

  public var encoding: OperatorEncoding { OperatorEncoding(code: 39, version: 2, optionsType: 26) }
}
