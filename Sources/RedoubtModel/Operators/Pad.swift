/// PAD: input, then paddings as an int32 constant [rank, 2]; real zeros are put around the input.
public struct PadKind: OperationKind {
  public static let name = "PAD"
  public static let builtinCode: Int32 = 34
  public static let optionsType: UInt8 = 22

  public init() {}

  public init(decoding options: OptionFields) {}

  /// Each dimension with the cells before and after it.
  ///
  /// - Throws: Where there are not two paddings per dimension, or one is negative.
  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    let shape = try inputs.operand(0).shape
    return [try Padding(try inputs.integers(1, "paddings"), of: shape).outputShape(of: shape)]
  }

  /// Takes elements of every type; new cells are 0, or false.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    let input = try inputs.tensor(0)
    let padding = try Padding(try inputs.values.integers(1, "paddings"), of: input.shape)
    return [try padding.apply(to: input, fill: nil)]
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(code: Self.builtinCode, version: 2, optionsType: Self.optionsType)
  }
}
