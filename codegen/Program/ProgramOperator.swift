import RedoubtCore

/// An operator that can be generated: its constants and its call, for every language.
protocol ProgramOperator: SendableMetatype {
  static var code: Int32 { get }
  /// Name in the schema.
  static var name: String { get }
  /// Adds the operator's constants and its step to the program.
  static func add(_ node: Node, to program: inout ModelProgram) throws
}

/// Every operator that can be generated.
enum ProgramOperators {
  static let all: [any ProgramOperator.Type] = [
    ProgramConv2D.self, ProgramDepthwiseConv2D.self, ProgramFullyConnected.self, ProgramAdd.self,
    ProgramAveragePool2D.self, ProgramMaxPool2D.self, ProgramReshape.self, ProgramSoftmax.self,
    ProgramRelu.self, ProgramRelu6.self, ProgramPad.self, ProgramConcatenation.self, ProgramMean.self,
  ]
}
