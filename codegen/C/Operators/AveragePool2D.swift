import RedoubtCore

enum CAveragePool2D: COperator {
  static let code = AveragePool2D.code
  static let name = "AVERAGE_POOL_2D"

  static func generate(_ node: Node, _ program: inout CProgram) throws {
    program.use(CPoolKernels.average)
    try program.pool("average_pool_2d", node)
  }
}
