import RedoubtCore

enum ProgramSoftmax: ProgramOperator {
  static let code = Softmax.code
  static let name = "SOFTMAX"

  static func add(_ node: Node, to program: inout ModelProgram) throws {
    let p = try Softmax.Parameters(node)
    let name = ModelProgram.name("softmax", node)
    let depth = p.input.shape.last
    program.add(
      "softmax", node,
      numbers: [
        ("rows", p.input.shape.count / depth), ("depth", depth), ("multiplier", Int(p.scale.multiplier)),
        ("shift", Int(p.scale.shift)), ("lowest_difference", Int(p.lowestDifference)),
      ],
      places: [
        try program.place(p.input, name: name + "_input"),
        try program.place(p.output, name: name + "_output"),
      ])
  }
}
