/// Why a model cannot be compiled into source files.
public enum CodegenError: Error, Equatable {
  /// The language has no kernel for the operator.
  case unsupportedOperator(name: String, index: Int, supported: [String])
  /// The kernel does not cover this use of the operator.
  case unsupportedVariant(name: String, index: Int, reason: String)
}

extension CodegenError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unsupportedOperator(let name, let index, let supported):
      "Operator \(index) (\(name)) cannot be generated. Deploy the model with the interpreter, which has it, or use"
        + " only \(supported.joined(separator: ", "))."
    case .unsupportedVariant(let name, let index, let reason):
      "Operator \(index) (\(name)) cannot be generated: \(reason). Deploy the model with the interpreter, which"
        + " covers it."
    }
  }
}
