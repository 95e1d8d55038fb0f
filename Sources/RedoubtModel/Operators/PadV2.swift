/// PADV2: input, paddings as an int32 constant [rank, 2], and the number that is put around the input, one element.
public struct PadV2Kind: OperationKind {
  public static let name = "PADV2"
  public static let builtinCode: Int32 = 60
  public static let optionsType: UInt8 = 43

  public init() {}

  public init(decoding options: OptionFields) {}

  /// Each dimension with the cells before and after it.
  ///
  /// - Throws: Where there are not two paddings per dimension, one is negative, or input 2 is not one element.
  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    let shape = try inputs.operand(0).shape
    guard try inputs.operand(2).count == 1 else { throw GraphError("The padded number must be one element.") }
    return [try Padding(try inputs.integers(1, "paddings"), of: shape).outputShape(of: shape)]
  }

  /// Takes elements of every type.
  ///
  /// - Throws: Where the padded number has another type than the input.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    let input = try inputs.tensor(0)
    let padding = try Padding(try inputs.values.integers(1, "paddings"), of: input.shape)
    return [try padding.apply(to: input, fill: try inputs.tensor(2).data)]
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(code: Self.builtinCode, version: 2, optionsType: Self.optionsType)
  }
}
