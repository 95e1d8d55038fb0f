import RedoubtCore

enum ProgramRelu: ProgramOperator {
  static let code = Relu<TFLM>.code
  static let name = "RELU"

  static func add(_ node: Node, to program: inout ModelProgram) throws {
    let p = try Relu<TFLM>.Parameters(node)
    let rescaling = p.rescaling
    let name = ModelProgram.name("relu", node)
    program.add(
      "relu", node,
      numbers: [
        ("count", p.input.shape.count), ("input_offset", Int(rescaling.inputOffset)),
        ("multiplier", Int(rescaling.multiplier.multiplier)), ("shift", Int(rescaling.multiplier.shift)),
        ("output_zero_point", Int(rescaling.outputZeroPoint)), ("minimum", Int(rescaling.range.minimum)),
        ("maximum", Int(rescaling.range.maximum)),
      ],
      places: [
        try program.place(p.input, name: name + "_input"),
        try program.place(p.output, name: name + "_output"),
      ])
  }
}
