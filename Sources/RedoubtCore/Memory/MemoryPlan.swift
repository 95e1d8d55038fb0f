/// What a model needs in RAM, in bytes.
public struct MemoryPlan: Equatable, Sendable {
  /// End of the last planned tensor in the tensor area.
  public internal(set) var arenaBytes = 0
  /// Largest scratch memory of any operator.
  public internal(set) var scratchBytes = 0
  /// The interpreter's own state: its table in the arena and the interpreter value itself.
  public internal(set) var stateBytes = 0
  /// What the caller has to give: the state table, then tensors and scratch memory, which share their area.
  public internal(set) var requiredBytes = 0
  /// Peak of live tensor bytes over the steps, each tensor in a place of its own: what no plan without in-place
  /// operators can go below.
  public internal(set) var arenaLowerBoundBytes = 0

  init() {}

  /// The needs of a network that is only planned: tensors, no interpreter.
  package init(arenaBytes: Int, arenaLowerBoundBytes: Int) {
    self.arenaBytes = arenaBytes
    self.arenaLowerBoundBytes = arenaLowerBoundBytes
    requiredBytes = arenaBytes
  }
}
