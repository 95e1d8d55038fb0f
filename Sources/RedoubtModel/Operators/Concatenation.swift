/// CONCATENATION: tensors joined along one dimension; the others agree.
public struct ConcatenationKind: OperationKind {
  public static let name = "CONCATENATION"
  /// Negative counts from the end.
  public var axis: Int32
  public var activation: FusedActivation

  public init(axis: Int32, activation: FusedActivation = .none) {
    self.axis = axis
    self.activation = activation
  }

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    var result = try inputs.operand(0).shape
    let dimension = try result.dimension(at: Int(axis))
    for i in inputs.indices.dropFirst() {
      let shape = try inputs.operand(i).shape
      var expected = result
      guard shape.count == result.count else {
        throw GraphError("Shapes \(result) and \(shape) do not join: their ranks differ.")
      }
      expected[dimension] = shape[dimension]
      guard shape == expected else {
        throw GraphError("Shapes \(result) and \(shape) do not join along dimension \(dimension).")
      }
      let (sum, overflow) = result[dimension].addingReportingOverflow(shape[dimension])
      guard !overflow else { throw GraphError("The joined dimension is too large.") }
      result[dimension] = sum
    }
    return [result]
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(
      code: 2, version: 2, optionsType: 10, options: [0: .int32(axis), 1: .int8(activation.rawValue)])
  }

  public func fusing(_ activation: FusedActivation) -> (any OperationKind)? {
    self.activation == .none ? ConcatenationKind(axis: axis, activation: activation) : nil
  }
}
