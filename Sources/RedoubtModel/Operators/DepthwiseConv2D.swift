/// DEPTHWISE_CONV_2D: input [N, H, W, C], weights [1, KH, KW, C × multiplier], optional bias [C × multiplier].
///
/// Output channel o reads input channel o ÷ multiplier.
public struct DepthwiseConv2DKind: PreparableKind {
  public static let name = "DEPTHWISE_CONV_2D"
  public static let builtinCode: Int32 = 4
  public static let optionsType: UInt8 = 2
  /// Padding, strides and dilations; the size of the window is that of the weights.
  public var window: WindowAttributes
  /// Output channels per input channel, at least 1.
  public var depthMultiplier: Int32
  /// Clamps the sums, bias included.
  public var activation: FusedActivation

  public init(window: WindowAttributes, depthMultiplier: Int32 = 1, activation: FusedActivation = .none) {
    self.window = window
    self.depthMultiplier = depthMultiplier
    self.activation = activation
  }

  public init(decoding options: OptionFields) throws(GraphError) {
    window = try options.window(rows: 2, columns: 1, dilationRows: 6, dilationColumns: 5)
    depthMultiplier = try options.int32(3)
    activation = try options.activation(4)
  }

  /// [N, OH, OW, C × multiplier].
  ///
  /// - Throws: Where the weights or the bias do not fit channels × multiplier, or the window does not fit the input.
  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    let input = try inputs.operand(0, rank: 4, "input").shape
    let weights = try inputs.operand(1, rank: 4, "weights").shape
    guard depthMultiplier >= 1, weights[0] == 1, weights[3] == input[3] * Int(depthMultiplier) else {
      throw GraphError(
        "Weights of shape \(weights) do not fit \(input[3]) channels with depth multiplier "
          + "\(depthMultiplier); [1, KH, KW, channels × multiplier] is needed.")
    }
    try inputs.requireBias(2, channels: weights[3])
    let (rows, columns) = try window.geometry(
      input: input, kernelRows: weights[1], kernelColumns: weights[2])
    return [[input[0], rows.output, columns.output, weights[3]]]
  }

  func prepare(
    _ inputs: [Value?], weights: [Float], bias: [Float]?
  ) throws(GraphError) -> any PreparedOperation {
    try PreparedDepthwiseConv2D(self, inputs, weights: weights, bias: bias)
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(
      code: Self.builtinCode, version: 3, optionsType: Self.optionsType,
      options: [
        0: .int8(window.padding.rawValue), 1: .int32(window.strides.columns), 2: .int32(window.strides.rows),
        3: .int32(depthMultiplier), 4: .int8(activation.rawValue), 5: .int32(window.dilations.columns),
        6: .int32(window.dilations.rows),
      ])
  }

  /// The operation with this activation, nil where one is fused already.
  public func fusing(_ activation: FusedActivation) -> (any OperationKind)? {
    var fused = self
    fused.activation = activation
    return self.activation == .none ? fused : nil
  }
}
