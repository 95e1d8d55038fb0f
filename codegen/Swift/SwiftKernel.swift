/// A kernel of the generated Swift code: one file with its parameters and its function.
struct SwiftKernel: Sendable {
  /// As in `ProgramStep`: `conv_2d`.
  let name: String
  let source: String
  /// What a model adds in which channels of the operator are protected: a function that computes one channel.
  var channelSource: String? = nil

  var fileName: String { Self.typeName(name) + ".swift" }

  /// One for each kernel name that steps have.
  private static let all = [
    conv2D, depthwiseConv2D, fullyConnected, add, averagePool2D, maxPool2D, reshape, softmax, relu, relu6,
    pad,
    concatenation, mean,
  ]

  /// The kernel of this name; every step's kernel has one.
  static func named(_ name: String) -> SwiftKernel {
    guard let kernel = all.first(where: { $0.name == name }) else {
      preconditionFailure("no kernel is called '\(name)'")
    }
    return kernel
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
