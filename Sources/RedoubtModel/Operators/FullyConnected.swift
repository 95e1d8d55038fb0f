/// FULLY_CONNECTED: input of any shape with a multiple of Cin elements, weights [Cout, Cin], optional bias [Cout].
///
/// Output [elements ÷ Cin, Cout], or the input's shape with Cout as its last dimension (`keepsDimensions`).
public struct FullyConnectedKind: PreparableKind {
  public static let name = "FULLY_CONNECTED"
  public static let builtinCode: Int32 = 9
  public static let optionsType: UInt8 = 8
  /// Whether the output has the input's dimensions but for the last, which must then be Cin; else it has two.
  public var keepsDimensions: Bool
  /// Clamps the sums, bias included.
  public var activation: FusedActivation

  public init(keepsDimensions: Bool = false, activation: FusedActivation = .none) {
    self.keepsDimensions = keepsDimensions
    self.activation = activation
  }

  /// - Throws: For shuffled weights, or an activation that is not supported.
  public init(decoding options: OptionFields) throws(GraphError) {
    guard try options.int8(1) == 0 else {
      throw GraphError("Shuffled weights are not supported; convert the network with the default format.")
    }
    keepsDimensions = try options.bool(2)
    activation = try options.activation(0)
  }

  /// [elements ÷ Cin, Cout], or the input's shape with Cout as its last dimension.
  ///
  /// - Throws: Where the input does not divide into rows of Cin, or the bias is not [Cout].
  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    let input = try inputs.operand(0)
    let weights = try inputs.operand(1, rank: 2, "weights").shape
    try inputs.requireBias(2, channels: weights[0])
    guard input.count >= 1, input.count % weights[1] == 0 else {
      throw GraphError(
        "An input of shape \(input.shape) does not divide into rows of \(weights[1]) elements.")
    }
    guard keepsDimensions else { return [[input.count / weights[1], weights[0]]] }
    guard input.shape.last == weights[1] else {
      throw GraphError("The last dimension of the input, shape \(input.shape), must be \(weights[1]).")
    }
    return [input.shape.dropLast() + [weights[0]]]
  }

  func prepare(
    _ inputs: [Value?], weights: [Float], bias: [Float]?
  ) throws(GraphError) -> any PreparedOperation {
    try PreparedFullyConnected(self, inputs, weights: weights, bias: bias)
  }

  /// Version 5 where dimensions are kept, else 4.
  public var encoding: OperatorEncoding {
    OperatorEncoding(
      code: Self.builtinCode, version: keepsDimensions ? 5 : 4, optionsType: Self.optionsType,
      options: [0: .int8(activation.rawValue), 1: .int8(0), 2: .bool(keepsDimensions)])
  }

  /// The operation with this activation, nil where one is fused already.
  public func fusing(_ activation: FusedActivation) -> (any OperationKind)? {
    var fused = self
    fused.activation = activation
    return self.activation == .none ? fused : nil
  }
}
