import RedoubtCodegen
import RedoubtCore
import RedoubtHost
import RedoubtModel

/// What a model brings to an image in one form, whatever the core.
public struct ModelNeeds: Equatable, Sendable {
  /// How the model is deployed.
  public let form: DeploymentForm
  /// Operators or kernels that the image must hold, and `CodePart.base`.
  public let features: Set<String>
  /// Kernels of the steps of generated code; none for the interpreter.
  public let steps: [String]
  /// Number of distinct operators.
  public let operators: Int
  /// Bytes of the model in flash besides the replica banks: the file, or the arrays of generated code.
  public let modelBytes: Int
  /// Bytes of each of the two parameter banks in flash; 0 for a model that is not hardened.
  public let bankBytes: Int
  /// Bytes of each of the two activation banks in RAM.
  public let activationBankBytes: Int
  /// Bytes of the arena: tensors, scratch memory and, for the interpreter, its table.
  public let arenaBytes: Int
  /// Bytes of the arena's tensors at the peak, in any order of the operators' memory: no plan needs less.
  public let lowerBoundBytes: Int

  /// Feature of images whose model has operators on shapes.
  public static let shapes = "shapes"

  /// Feature of an operator that also works on shapes, in such an image.
  public static func onShapes(_ name: String) -> String { name + " on shapes" }

  /// Operators that do; their sizes are measured with and without.
  private static let mayComputeShapes: Set = [
    "CONCATENATION", "GATHER", "REDUCE_PROD", "SLICE", "STRIDED_SLICE", "PACK", "SHAPE",
  ]

  /// Whether the image votes: that of a hardened model, run by the interpreter. Its code has sizes of its own.
  public let votes: Bool

  /// - Parameter file: The model file.
  /// - Throws: `CodegenError` for a form that cannot be generated; `ModelError`.
  public init(_ file: [UInt8], form: DeploymentForm) throws {
    self.form = form
    let interpreter = try HostInterpreter(file)
    let deployment = try HardenedDeployment(file)
    votes = deployment != nil && form == .interpreter
    bankBytes = deployment?.bank1.count ?? 0
    activationBankBytes = deployment?.activationBytes ?? 0
    lowerBoundBytes = interpreter.plan.arenaLowerBoundBytes
    switch form {
    case .interpreter:
      let summary = try ModelSummary(interpreter)
      let names = Set(summary.operators.map(\.name))
      var features = names.union([CodePart.base])
      if summary.operators.contains(where: { $0.isStatic }) {
        features.formUnion([Self.shapes] + names.intersection(Self.mayComputeShapes).map(Self.onShapes))
      }
      self.features = features
      operators = names.count
      steps = []
      modelBytes = deployment?.model.count ?? file.count
      // Votes need a row to put weights together in, and counters.
      arenaBytes =
        try deployment == nil
        ? interpreter.plan.requiredBytes : HardenedHostInterpreter(file).plan.requiredBytes
    case .c, .swift:
      let facts = try ProgramFacts(interpreter)
      steps = facts.kernels
      let calls = facts.kernels.reduce(into: [:]) { $0[$1, default: 0] += 1 }
      features = Set(calls.map { FormSizes.feature(kernel: $0.key, calls: $0.value) } + [CodePart.base])
      operators = calls.count
      modelBytes = facts.constantBytes
      arenaBytes = facts.arenaBytes
    }
  }
}
