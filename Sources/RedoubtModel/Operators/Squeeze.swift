/// SQUEEZE: takes out dimensions of size 1.
public struct SqueezeKind: OperationKind {
  public static let name = "SQUEEZE"
  public static let builtinCode: Int32 = 43
  public static let optionsType: UInt8 = 30
  /// Dimensions to take out, negative from the end; empty for all of size 1.
  public var axes: [Int32]

  public init(axes: [Int32] = []) { self.axes = axes }

  public init(decoding options: OptionFields) throws(GraphError) {
    axes = try options.int32Vector(0)
  }

  /// The input's shape without the dimensions of `axes`, or without all of size 1.
  ///
  /// - Throws: Where a dimension of `axes` is not 1 or not there.
  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    let shape = try inputs.operand(0).shape
    var dropped = Set(axes.isEmpty ? shape.indices.filter { shape[$0] == 1 } : [])
    for axis in axes {
      let dimension = try shape.dimension(at: Int(axis))
      guard shape[dimension] == 1 else {
        throw GraphError("Dimension \(dimension) of shape \(shape) is not 1 and cannot be squeezed.")
      }
      dropped.insert(dimension)
    }
    return [shape.indices.filter { !dropped.contains($0) }.map { shape[$0] }]
  }

  /// The same elements in the same order, of every type.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    [HostTensor(shape: try outputShapes(inputs.values)[0], data: try inputs.tensor(0).data)]
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(code: Self.builtinCode, optionsType: Self.optionsType, options: [0: .int32Vector(axes)])
  }
}
