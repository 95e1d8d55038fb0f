import RedoubtCore

enum CMaxPool2D: COperator {
  static let code = MaxPool2D.code
  static let name = "MAX_POOL_2D"

  static func generate(_ node: Node, _ program: inout CProgram) throws {
    program.use(CPoolKernels.max)
    try program.pool("max_pool_2d", node)
  }
}
