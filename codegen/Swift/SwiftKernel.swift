/// A kernel of the generated Swift code: one file with its parameters and its function.
struct SwiftKernel: Sendable {
  let fileName: String
  let source: String

  /// The kernel of this name; every step's kernel has one.
  static func named(_ name: String) -> SwiftKernel {
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

  /// A name of C as Swift writes it: `depthwise_conv_2d` becomes `depthwiseConv2D`.
  static func identifier(_ name: String) -> String {
    let words = name.split(separator: "_")
    return words.dropFirst().reduce(String(words.first ?? "")) { text, word in
      text + (word == "2d" ? "2D" : word.prefix(1).uppercased() + word.dropFirst())
    }
  }

  /// The same with a capital: a type's name.
  static func typeName(_ name: String) -> String {
    let identifier = identifier(name)
    return identifier.prefix(1).uppercased() + identifier.dropFirst()
  }
}
