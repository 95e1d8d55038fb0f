import RedoubtCore

enum ProgramReshape: ProgramOperator {
  static let code = Reshape.code
  static let name = "RESHAPE"

  static func add(_ node: Node, to program: inout ModelProgram) throws {
    let p = try Reshape.Parameters(node)
    let name = ModelProgram.name("reshape", node)
    let source = try program.place(p.input, name: name + "_input")
    let destination = try program.place(p.output, name: name + "_output")
    // A memory plan may give both the same place.
    guard source != destination else { return }
    program.add(
      "reshape", node, numbers: [("bytes", p.input.byteCount)], places: [source, destination])
  }
}
