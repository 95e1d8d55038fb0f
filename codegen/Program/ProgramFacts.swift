import RedoubtHost

/// What generated code consists of, without its text: for whoever works out its size.
public struct ProgramFacts: Equatable, Sendable {
  /// Kernel of each step, in order.
  public let kernels: [String]
  /// Bytes of the constant arrays, in the order and with the alignment that a linker gives them.
  public let constantBytes: Int
  /// Bytes of the arena.
  public let arenaBytes: Int

  /// - Throws: `CodegenError` for what has no kernel, `ModelError`.
  public init(_ interpreter: HostInterpreter) throws {
    let program = try ModelProgram(interpreter)
    kernels = program.steps.map(\.kernel)
    arenaBytes = program.arenaBytes
    constantBytes = program.constants.reduce(0) { end, array in
      let size = array.element == .int32 ? 4 : 1
      return (end + size - 1) / size * size + size * array.values.count
    }
  }
}
