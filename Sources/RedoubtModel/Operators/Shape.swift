/// SHAPE: the dimensions of the input as a one-dimensional tensor.
public struct ShapeKind: OperationKind {
  public static let name = "SHAPE"
  /// Type of the output, int32 or int64.
  public var dimensionType: ElementType

  public init(dimensionType: ElementType = .int32) { self.dimensionType = dimensionType }

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    [[try inputs.operand(0).shape.count]]
  }

  public func outputType(_ inputs: [Value?]) throws(GraphError) -> ElementType { dimensionType }

  public var encoding: OperatorEncoding {
    OperatorEncoding(code: 77, optionsType: 55, options: [0: .int8(dimensionType == .int64 ? 4 : 2)])
  }
}
