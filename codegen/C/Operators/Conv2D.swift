import RedoubtCore

enum CConv2D: COperator {
  static let code = Conv2D.code
  static let name = "CONV_2D"

  static func generate(_ node: Node, _ program: inout CProgram) throws {
    let p = try Conv2D.parameters(node)
    program.use(CConvolutionKernels.conv2D)
    try program.convolution(
      "conv_2d", node, p, filter: [("filter_channels", String(p.weights.shape[3]))])
  }
}

extension CProgram {
  /// The call of a convolution, depthwise or not.
  ///
  /// - Parameter filter: Fields that only this kind has.
  mutating func convolution(
    _ kernel: String, _ node: Node, _ p: ConvolutionParameters, filter: [(name: String, value: String)]
  ) throws {
    let name = Self.name(kernel, node)
    let (rows, columns) = (p.window.rows, p.window.columns)
    var pairs: [QuantizedMultiplier] = []
    for channel in 0..<p.scales.channels { pairs.append(try p.scales.pair(channel)) }
    let tables = multipliers(pairs, name: name)
    let weights = try place(p.weights, name: name + "_weights")
    let bias = try bias(p.bias, of: node, name: name + "_bias")
    let numbers: [(name: String, value: Int)] = [
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
    let input = try place(p.input, name: name + "_input")
    let output = try place(p.output, name: name + "_output")
    call(
      kernel, node,
      fields: numbers.map { ($0.name, String($0.value)) } + filter + rest.map { ($0.name, String($0.value)) }
        + [
          ("weights", weights), ("bias", bias), ("multipliers", tables.multipliers),
          ("shifts", tables.shifts),
        ], arguments: [input, output])
  }
}
