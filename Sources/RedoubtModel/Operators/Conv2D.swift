/// CONV_2D: input [N, H, W, Cin], weights [Cout, KH, KW, Cin ÷ groups], optional bias [Cout].
public struct Conv2DKind: PreparableKind {
  public static let name = "CONV_2D"
  public static let builtinCode: Int32 = 3
  public static let optionsType: UInt8 = 1
  /// Padding, strides and dilations; the size of the window is that of the weights.
  public var window: WindowAttributes
  /// Clamps the sums, bias included.
  public var activation: FusedActivation

  public init(window: WindowAttributes, activation: FusedActivation = .none) {
    self.window = window
    self.activation = activation
  }

  public init(decoding options: OptionFields) throws(GraphError) {
    window = try options.window(rows: 2, columns: 1, dilationRows: 5, dilationColumns: 4)
    activation = try options.activation(3)
  }

  /// [N, OH, OW, Cout]; Cin ÷ (weights' last dimension) is the number of groups.
  ///
  /// - Throws: Where the weights do not divide the channels into groups, the bias is not [Cout], or the window does
  ///   not fit the input.
  public func outputShapes(_ inputs: [Value?]) throws(GraphError) -> [[Int]] {
    let input = try inputs.operand(0, rank: 4, "input").shape
    let weights = try inputs.operand(1, rank: 4, "weights").shape
    guard input[3] % weights[3] == 0, weights[0] % (input[3] / weights[3]) == 0 else {
      throw GraphError(
        "Weights of shape \(weights) do not divide the \(input[3]) channels of the input into groups.")
    }
    try inputs.requireBias(2, channels: weights[0])
    let (rows, columns) = try window.geometry(
      input: input, kernelRows: weights[1], kernelColumns: weights[2])
    return [[input[0], rows.output, columns.output, weights[0]]]
  }

  func prepare(
    _ inputs: [Value?], weights: [Float], bias: [Float]?
  ) throws(GraphError) -> any PreparedOperation {
    try PreparedConv2D(self, inputs, weights: weights, bias: bias)
  }

  public var encoding: OperatorEncoding {
    OperatorEncoding(
      code: Self.builtinCode, version: 3, optionsType: Self.optionsType,
      options: [
        0: .int8(window.padding.rawValue), 1: .int32(window.strides.columns), 2: .int32(window.strides.rows),
        3: .int8(activation.rawValue), 4: .int32(window.dilations.columns), 5: .int32(window.dilations.rows),
      ])
  }

  /// The operation with this activation, nil where one is fused already.
  public func fusing(_ activation: FusedActivation) -> (any OperationKind)? {
    var fused = self
    fused.activation = activation
    return self.activation == .none ? fused : nil
  }
}
