import RedoubtCore

enum ProgramConv2D: ProgramOperator {
  static let code = Conv2D.code
  static let name = "CONV_2D"

  static func add(_ node: Node, to program: inout ModelProgram) throws {
    let p = try Conv2D.parameters(node)
    try program.addConvolution("conv_2d", node, p, filter: [("filter_channels", p.weights.shape[3])])
  }
}

extension ModelProgram {
  /// The step of a convolution, depthwise or not.
  ///
  /// - Parameter filter: Fields that only this kind has.
  mutating func addConvolution(
    _ kernel: String, _ node: Node, _ p: ConvolutionParameters, filter: [(name: String, value: Int)]
  ) throws {
    let name = Self.name(kernel, node)
    let (rows, columns) = (p.window.rows, p.window.columns)
    var pairs: [QuantizedMultiplier] = []
    for channel in 0..<p.scales.channels { pairs.append(try p.scales.pair(channel)) }
    let shapes: [(name: String, value: Int)] = [
      ("batches", p.input.shape[0]), ("input_height", rows.input), ("input_width", columns.input),
      ("input_channels", p.input.shape[3]), ("output_height", rows.output), ("output_width", columns.output),
      ("output_channels", p.output.shape[3]), ("filter_height", rows.filter),
      ("filter_width", columns.filter),
    ]
    let rest: [(name: String, value: Int)] = [
      ("stride_height", rows.stride), ("stride_width", columns.stride), ("dilation_height", rows.dilation),
      ("dilation_width", columns.dilation), ("pad_top", rows.padding), ("pad_left", columns.padding),
      ("input_offset", Int(p.inputOffset)), ("output_zero_point", Int(p.outputZeroPoint)),
      ("minimum", Int(p.range.minimum)), ("maximum", Int(p.range.maximum)),
    ]
    let weights = try weights(p.weights, of: node, name: name + "_weights")
    let bias = try bias(p.bias, of: node, name: name + "_bias")
    add(
      kernel, node, numbers: shapes + filter + rest,
      arrays: [.init(name: "weights", value: weights), .init(name: "bias", value: bias)]
        + multipliers(pairs, name: name),
      places: [try place(p.input, name: name + "_input"), try place(p.output, name: name + "_output")])
  }
}
