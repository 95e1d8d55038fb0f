/// The numbers that an image is linked with.
public struct ImageLayout: Equatable, Sendable {
  /// Bytes of the arena, a multiple of 16 or not.
  public var arenaBytes: Int
  /// Bytes of either bank of replicated activations.
  public var activationBytes: Int
  /// Bytes of the application's stack, rounded up to 16.
  public var stackBytes: Int
  /// Executed instructions allowed between two calls of the board, that is for one inference; a hang beyond.
  public var instructionBudget: Int

  /// Enough for what the interpreter needs, and little enough to be filled and searched at once.
  public static let defaultStackBytes = 1 << 15

  public init(
    arenaBytes: Int = 0, activationBytes: Int = 0, stackBytes: Int = ImageLayout.defaultStackBytes,
    instructionBudget: Int
  ) {
    self.arenaBytes = arenaBytes
    self.activationBytes = activationBytes
    self.stackBytes = stackBytes
    self.instructionBudget = instructionBudget
  }

  /// The linker's options that define these numbers as symbols.
  func options(_ machine: TargetMachine) -> [String] {
    let ticks = min(max(1, instructionBudget / machine.instructionsPerBudgetTick), Int(Int32.max))
    return [
      "--defsym=redoubt_arena_bytes=\(arenaBytes)", "--defsym=redoubt_activation_bytes=\(activationBytes)",
      "--defsym=redoubt_stack_bytes=\(stackBytes)", "--defsym=redoubt_budget_ticks=\(ticks)",
    ]
  }
}
