import RedoubtCore

/// A kernel of the generated code: what `kernels.h` declares, and a file of its own.
struct CKernel: Sendable {
  let fileName: String
  /// Type of its parameters and prototype.
  let declaration: String
  let source: String
}

/// An operator as generated code runs it: the same file name as its kernel in the core.
protocol COperator: SendableMetatype {
  static var code: Int32 { get }
  /// Name in the schema.
  static var name: String { get }
  /// Adds the kernels that it needs, its constants and its call to the program.
  static func generate(_ node: Node, _ program: inout CProgram) throws
}
