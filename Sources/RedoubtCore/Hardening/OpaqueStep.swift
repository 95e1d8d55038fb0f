/// The value itself, of which the optimiser may no longer assume anything.
///
/// Redundant work survives only behind such a step: loads from addresses that are known to be equal become one load,
/// and so do three calls of a function with equal arguments. Called once per copy and row, never inside a loop.
@inline(never) @_optimize(none)
public func opaque(_ value: Int) -> Int { value }
