import RedoubtCore

enum CDepthwiseConv2D: COperator {
  static let code = DepthwiseConv2D.code
  static let name = "DEPTHWISE_CONV_2D"

  static func generate(_ node: Node, _ program: inout CProgram) throws {
    program.use(CConvolutionKernels.depthwiseConv2D)
    try program.convolution("depthwise_conv_2d", node, try DepthwiseConv2D.parameters(node), filter: [])
  }
}
