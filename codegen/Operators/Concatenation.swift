import RedoubtCore

enum ProgramConcatenation: ProgramOperator {
  static let code = Concatenation.code
  static let name = "CONCATENATION"

  static func add(_ node: Node, to program: inout ModelProgram) throws {
    let p = try Concatenation.Parameters(node)
    guard p.output.type == .int8 else {
      throw CodegenError.unsupportedVariant(
        name: name, index: node.index, reason: "its elements are not int8")
    }
    let bytes = ((p.dimension + 1)..<p.output.shape.rank).reduce(1) { $0 * p.output.shape[$1] }
    let rowBytes = p.output.shape[p.dimension] * bytes
    let output = try program.place(p.output, name: ModelProgram.name("concatenation", node) + "_output")
    var place = 0
    for i in 0..<node.inputCount {
      let input = try node.input(i)
      let partBytes = input.shape[p.dimension] * bytes
      program.add(
        "concatenation", node, part: i,
        numbers: [
          ("rows", rowBytes > 0 ? p.output.byteCount / rowBytes : 0), ("part_bytes", partBytes),
          ("row_bytes", rowBytes), ("place", place),
        ],
        places: [
          try program.place(input, name: ModelProgram.name("concatenation", node) + "_input_\(i)"), output,
        ])
      place += partBytes
    }
  }
}
