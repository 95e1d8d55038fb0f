import RedoubtCore

enum ProgramFullyConnected: ProgramOperator {
  static let code = FullyConnected<TFLM>.code
  static let name = "FULLY_CONNECTED"

  static func add(_ node: Node, to program: inout ModelProgram) throws {
    let p = try FullyConnectedParameters(node)
    let (channels, depth) = (p.weights.shape[0], p.weights.shape[1])
    let name = ModelProgram.name("fully_connected", node)
    var pairs = [p.perTensor]
    if let scales = p.perChannel {
      pairs = []
      for channel in 0..<channels { pairs.append(try scales.pair(channel)) }
    }
    let weights = try program.weights(p.weights, of: node, name: name + "_weights")
    let bias = try program.bias(p.bias, of: node, name: name + "_bias")
    program.add(
      "fully_connected", node,
      numbers: [
        ("batches", p.batches), ("depth", depth), ("channels", channels),
        ("input_offset", Int(p.inputOffset)), ("weight_offset", Int(p.weightOffset)),
        ("output_zero_point", Int(p.outputZeroPoint)), ("minimum", Int(p.range.minimum)),
        ("maximum", Int(p.range.maximum)), ("multiplier_step", pairs.count > 1 ? 1 : 0),
      ],
      arrays: [.init(name: "weights", value: weights), .init(name: "bias", value: bias)]
        + program.multipliers(pairs, name: name),
      places: [
        try program.place(p.input, name: name + "_input"),
        try program.place(p.output, name: name + "_output"),
      ])
  }
}
