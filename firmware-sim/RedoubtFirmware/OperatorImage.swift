import RedoubtCore

/// The interpreter linked with a set of operators and without a model: what the operators' code occupies.
public struct OperatorImage: Sendable {
  /// As linked.
  public let image: ELFImage
  /// Of the image, in bytes.
  public let sizes: ImageSizes

  /// Every operator that the interpreter has: its builtin code, its name in the schema, and whether it may compute
  /// shapes.
  public static let operators: [(code: Int32, name: String, mayComputeShapes: Bool)] =
    AllOperators<TFLM>.types.map { ($0.code, $0.name.description, $0 is any StaticOperator.Type) }

  /// - Parameters:
  ///   - codes: Builtin codes of the operators.
  ///   - computesShapes: Whether the image evaluates operators on shapes.
  ///   - isHardened: Whether it votes.
  public init(
    _ codes: Set<Int32>, computesShapes: Bool = false, isHardened: Bool = false, machine: TargetMachine
  ) throws {
    let builder = try ImageBuilder(machine)
    image = try builder.cache.withWorkFolder { folder in
      let operators = try OperatorSource.text(codes: codes)
      return try builder.build(
        isHardened
          ? .hardened(operators: operators, computesShapes: computesShapes)
          : .interpreter(operators: operators, computesShapes: computesShapes), model: [],
        layout: ImageLayout(instructionBudget: 1), in: folder)
    }
    sizes = ImageSizes(image)
  }
}
