/// REDUCE_PROD: input of any shape, then the axes as an int32 constant; the product over these axes.
public struct ReduceProdKind: OperationKind {
  public static let name = "REDUCE_PROD"
  public static let builtinCode: Int32 = 81
  public static let optionsType: UInt8 = 27
  /// Whether reduced dimensions stay, with size 1.
  public var keepsDimensions: Bool

  public init(keepsDimensions: Bool) { self.keepsDimensions = keepsDimensions }

  public init(decoding options: OptionFields) throws(GraphError) {
    keepsDimensions = try options.bool(0)
  }

  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    let input = try inputs.operand(0).shape
    let reduction = try Reduction(of: input, over: try inputs.integers(1, "axes"))
    return [reduction.outputShape(keepsDimensions: keepsDimensions)]
  }

  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    let input = try inputs.tensor(0)
    let reduction = try Reduction(of: input.shape, over: try inputs.values.integers(1, "axes"))
    let data: TensorData =
      switch input.data {
      case .int32(let elements): .int32(reduction.reduce(elements, from: 1) { $0 &*= $1 })
      case .int64(let elements): .int64(reduction.reduce(elements, from: 1) { $0 &*= $1 })
      default: .float32(reduction.reduce(try inputs.floats(0), from: 1) { $0 *= $1 })
      }
    return [HostTensor(shape: reduction.outputShape(keepsDimensions: keepsDimensions), data: data)]
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(
      code: Self.builtinCode, version: 1, optionsType: Self.optionsType, options: [0: .bool(keepsDimensions)])
  }
}
