import RedoubtCore

enum ProgramMaxPool2D: ProgramOperator {
  static let code = MaxPool2D.code
  static let name = "MAX_POOL_2D"

  static func add(_ node: Node, to program: inout ModelProgram) throws {
    try program.addPool("max_pool_2d", node)
  }
}
