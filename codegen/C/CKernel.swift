/// A kernel of the generated C code: what `kernels.h` declares, and a file of its own.
struct CKernel: Sendable {
  /// As in `ProgramStep`: `conv_2d`.
  let name: String
  /// Type of its parameters and prototype.
  let declaration: String
  let source: String
  /// What a model adds in which channels of the operator are protected: a function that computes one channel.
  var channelSource: String? = nil

  var fileName: String { name + ".c" }

  /// One for each kernel name that steps have.
  private static let all = [
    conv2D, depthwiseConv2D, fullyConnected, add, averagePool2D, maxPool2D, reshape, softmax, relu, relu6,
    pad,
    concatenation, mean,
  ]

  /// The kernel of this name; every step's kernel has one.
  static func named(_ name: String) -> CKernel {
    guard let kernel = all.first(where: { $0.name == name }) else {
      preconditionFailure("no kernel is called '\(name)'")
    }
    return kernel
  }
}
