/// Which memories of a board hold the copies of a hardened model.
///
/// Parameter banks go where the profile says. Planes of activations are copied into RAM: each bank into a memory of its
/// own beside the arena's, as long as the board has one that is large enough.
public struct ReplicaPlacement: Hashable, Sendable {
  /// Names of the regions of parameter banks 1 and 2.
  public let parameterBanks: [String]
  /// Names of the regions of activation banks 1 and 2.
  public let activationBanks: [String]
  /// Where copies share a memory, so that one event may strike two: a sentence each.
  public let notes: [String]

  /// - Parameter activationBytes: Bytes of either activation bank; 0 where no plane is copied.
  public init(_ board: BoardProfile, activationBytes: Int = 0) {
    let named = board.placement.replicas
    let first = named.first ?? board.placement.weights
    parameterBanks = [first, named.dropFirst().first ?? first]
    let arena = board.placement.arena
    // The stack's memory last: what is left of it is not known here. Larger ones first, then in the board's order.
    let spare = board.regions.enumerated().filter {
      ($0.element.kind == .sram || $0.element.kind == .tightlyCoupled) && $0.element.name != arena
        && $0.element.name != board.placement.weights && $0.element.bytes >= max(1, activationBytes)
    }
    let ordered = spare.sorted { a, b in
      let (x, y) = (a.element.name == board.placement.stack, b.element.name == board.placement.stack)
      if x != y { return y }
      return (-a.element.bytes, a.offset) < (-b.element.bytes, b.offset)
    }.map(\.element.name)
    activationBanks = [ordered.first ?? arena, ordered.dropFirst().first ?? arena]
    var notes: [String] = []
    func compare(_ what: String, _ copies: [String]) {
      for (i, j) in [(0, 1), (0, 2), (1, 2)] where copies[i] == copies[j] {
        notes.append(
          "Copies \(i) and \(j) of \(what) share \(copies[i]): one event that flips several bits may strike both."
        )
      }
    }
    compare("weights", [board.placement.weights] + parameterBanks)
    if activationBytes > 0 { compare("activations", [arena] + activationBanks) }
    self.notes = notes
  }
}
