import RedoubtCore

enum ProgramDepthwiseConv2D: ProgramOperator {
  static let code = DepthwiseConv2D.code
  static let name = "DEPTHWISE_CONV_2D"

  static func add(_ node: Node, to program: inout ModelProgram) throws {
    try program.addConvolution("depthwise_conv_2d", node, try DepthwiseConv2D.parameters(node), filter: [])
  }
}
