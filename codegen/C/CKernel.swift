/// A kernel of the generated C code: what `kernels.h` declares, and a file of its own.
struct CKernel: Sendable {
  let fileName: String
  /// Type of its parameters and prototype.
  let declaration: String
  let source: String

  /// The kernel of this name; every step's kernel has one.
  static func named(_ name: String) -> CKernel {
    switch name {
    case "conv_2d": conv2D
    case "depthwise_conv_2d": depthwiseConv2D
    case "fully_connected": fullyConnected
    case "add": add
    case "average_pool_2d": averagePool2D
    case "max_pool_2d": maxPool2D
    case "reshape": reshape
    case "softmax": softmax
    case "relu": relu
    case "relu6": relu6
    default: preconditionFailure("no kernel is called '\(name)'")
    }
  }
}
