/// PRELU: input x, then alpha, which broadcasts to x; x where x is at least 0, else alpha × x.
public struct PreluKind: OperationKind {
  public static let name = "PRELU"
  public static let builtinCode: Int32 = 54
  public static let optionsType: UInt8 = 0

  public init() {}

  public init(decoding options: OptionFields) {}

  /// The shape of input 0.
  ///
  /// - Throws: Where alpha does not broadcast to it.
  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    let (input, alpha) = (try inputs.operand(0).shape, try inputs.operand(1).shape)
    guard try input.broadcast(with: alpha) == input else {
      throw GraphError("Alpha of shape \(alpha) does not broadcast to the input's shape \(input).")
    }
    return [input]
  }

  /// Takes float32 elements only; alpha need not be constant.
  public func evaluate(_ inputs: [HostTensor?]) throws(GraphError) -> [HostTensor] {
    let shape = try outputShapes(inputs.values)[0]
    let (input, alpha) = (try inputs.floats(0), try inputs.floats(1))
    let result = combineBroadcast(input, shape, alpha, try inputs.tensor(1).shape, to: shape) {
      $0 >= 0 ? $0 : $0 * $1
    }
    return [HostTensor(shape: shape, result)]
  }

  public var encoding: OperatorEncoding { OperatorEncoding(code: Self.builtinCode) }
}
