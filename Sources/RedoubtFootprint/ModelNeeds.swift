import RedoubtCodegen
import RedoubtCore
import RedoubtHost
import RedoubtModel

/// What a model brings to an image in one form, whatever the core.
public struct ModelNeeds: Equatable, Sendable {
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

  /// - Throws: `CodegenError` for a form that cannot be generated; `ModelError`, `HardeningError`.
  public init(_ interpreter: HostInterpreter, form: DeploymentForm) throws {
    self.form = form
    let model = try interpreter.readModel()
    let summary = try ModelSummary(interpreter)
    let hardening = try HardeningTable(model)
    bankBytes = hardening?.parameterBankBytes ?? 0
    activationBankBytes = hardening?.activationBytes ?? 0
    lowerBoundBytes = interpreter.plan.arenaLowerBoundBytes
    switch form {
    case .interpreter:
      let names = Set(summary.operators.map(\.name))
      let computesShapes = summary.operators.contains { $0.isStatic }
      features = names.union(
        [CodePart.base]
          + (computesShapes
            ? [Self.shapes] + names.intersection(Self.mayComputeShapes).map(Self.onShapes) : []))
      operators = names.count
      steps = []
      modelBytes = interpreter.modelByteCount - 2 * bankBytes
      arenaBytes = interpreter.plan.requiredBytes
    case .c, .swift:
      let facts = try ProgramFacts(interpreter)
      steps = facts.kernels
      let calls = Dictionary(steps.map { ($0, 1) }, uniquingKeysWith: +)
      features = Set(calls.map { FormSizes.feature(kernel: $0.key, calls: $0.value) } + [CodePart.base])
      operators = calls.count
      modelBytes = facts.constantBytes
      arenaBytes = facts.arenaBytes
    }
  }
}
