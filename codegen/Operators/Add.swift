import RedoubtCore

enum ProgramAdd: ProgramOperator {
  static let code = Add.code
  static let name = "ADD"

  static func add(_ node: Node, to program: inout ModelProgram) throws {
    let p = try Add.parameters(node)
    guard !p.broadcast.isNeeded else {
      throw CodegenError.unsupportedVariant(
        name: name, index: node.index, reason: "its operands have different shapes")
    }
    let name = ModelProgram.name("add", node)
    program.add(
      "add", node,
      numbers: [
        ("count", p.output.shape.count), ("first_offset", Int(p.firstOffset)),
        ("second_offset", Int(p.secondOffset)), ("first_multiplier", Int(p.firstMultiplier.multiplier)),
        ("first_shift", Int(p.firstMultiplier.shift)),
        ("second_multiplier", Int(p.secondMultiplier.multiplier)),
        ("second_shift", Int(p.secondMultiplier.shift)),
        ("output_multiplier", Int(p.outputMultiplier.multiplier)),
        ("output_shift", Int(p.outputMultiplier.shift)), ("output_zero_point", Int(p.outputZeroPoint)),
        ("minimum", Int(p.range.minimum)), ("maximum", Int(p.range.maximum)),
      ],
      places: [
        try program.place(p.first, name: name + "_first"),
        try program.place(p.second, name: name + "_second"),
        try program.place(p.output, name: name + "_output"),
      ])
  }
}
