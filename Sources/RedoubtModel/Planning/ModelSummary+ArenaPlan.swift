extension ModelSummary {
  /// The places of the model's tensors, and what is known about their size.
  ///
  /// Searches for a smaller plan unless the bound is met, which may take a second.
  public var arenaPlan: ArenaPlan {
    let tensors = placements.filter { $0.role != .scratch }
    var best = ArenaPlacement.plan(
      tensors.map { ArenaRequest(bytes: ($0.byteCount + 3) / 4 * 4, life: $0.steps) })
    let bytes = tensors.map { ($0.end + 3) / 4 * 4 }.max() ?? 0
    if bytes <= best.lowerBound {
      best.certificate = .equalsLowerBound
    } else if best.bytes < bytes {
      best.certificate = .none
    }
    best.offsets = tensors.map(\.offset)
    best.bytes = bytes
    return best
  }
}
