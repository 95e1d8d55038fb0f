/// SHAPE: the dimensions of the input as a one-dimensional tensor.
public struct ShapeKind: OperationKind {
  public static let name = "SHAPE"
  public static let builtinCode: Int32 = 77
  public static let optionsType: UInt8 = 55
  /// Type of the output, int32 or int64.
  public var dimensionType: ElementType

  public init(dimensionType: ElementType = .int32) { self.dimensionType = dimensionType }

  /// Field 0 is a tensor type of the schema: 4 is int64; anything else is taken as int32.
  public init(decoding options: OptionFields) throws(GraphError) {
    dimensionType = try options.int8(0) == 4 ? .int64 : .int32
  }

  /// One dimension: the input's rank.
  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    [[try inputs.operand(0).shape.count]]
  }

  /// `dimensionType`, whatever the input has.
  public func outputType(_ inputs: [Value?]) throws(GraphError) -> ElementType { dimensionType }

  /// Takes elements of every type, and reads none.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    let shape = try inputs.tensor(0).shape
    return [HostTensor(shape: [shape.count], data: .integers(shape.map(Int64.init), type: dimensionType))]
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(
      code: Self.builtinCode, optionsType: Self.optionsType,
      options: [0: .int8(dimensionType == .int64 ? 4 : 2)])
  }
}
