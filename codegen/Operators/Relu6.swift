import RedoubtCore

enum ProgramRelu6: ProgramOperator {
  static let code = Relu6<TFLM>.code
  static let name = "RELU6"

  static func add(_ node: Node, to program: inout ModelProgram) throws {
    let p = try Relu6<TFLM>.Parameters(node)
    let name = ModelProgram.name("relu6", node)
    program.add(
      "relu6", node,
      numbers: [
        ("count", p.input.shape.count), ("minimum", Int(p.range.minimum)), ("maximum", Int(p.range.maximum)),
      ],
      places: [
        try program.place(p.input, name: name + "_input"),
        try program.place(p.output, name: name + "_output"),
      ])
  }
}
