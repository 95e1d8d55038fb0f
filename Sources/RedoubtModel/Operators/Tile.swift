/// TILE: input, then the number of repetitions along each dimension as an int32 constant.
public struct TileKind: OperationKind {
  public static let name = "TILE"
  public static let builtinCode: Int32 = 69
  public static let optionsType: UInt8 = 51

  public init() {}

  public init(decoding options: OptionFields) {}

  /// Each dimension times its repetitions.
  ///
  /// - Throws: Where there is not one number per dimension, or one is negative.
  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    let shape = try inputs.operand(0).shape
    let repeats = try inputs.integers(1, "repetitions", count: shape.count)
    guard repeats.allSatisfy({ $0 >= 0 }) else { throw GraphError("Repetitions \(repeats) are negative.") }
    return [zip(shape, repeats).map { [$0, $1].elementCount }]
  }

  /// Takes elements of every type.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    let (shape, input) = (try outputShapes(inputs.values)[0], try inputs.tensor(0))
    let repeats = try inputs.values.integers(1, "repetitions")
    let strides = input.shape.rowMajorStrides
    // Each dimension is read as [repetitions, cells], the first with stride 0.
    let data = try input.data.viewed(
      shape: zip(repeats, input.shape).flatMap { [$0, $1] }, strides: strides.flatMap { [0, $0] })
    return [HostTensor(shape: shape, data: data)]
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(code: Self.builtinCode, version: 2, optionsType: Self.optionsType)
  }
}
