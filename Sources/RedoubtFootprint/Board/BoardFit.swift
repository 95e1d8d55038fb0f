import RedoubtBoards

/// Whether a model as firmware fits the memories of a board; if not, why, and what would help.
public struct BoardFit: Equatable, Sendable {
  /// Whose memories the parts are put into.
  public let board: BoardProfile
  /// What the image occupies on the board's core.
  public let footprint: Footprint
  /// Every part with the region that it goes to.
  public let demands: [RegionDemand]
  /// Nil where no latency is known for the board's core.
  public let latency: Latency?
  /// One sentence for each memory that is too small; empty where everything fits.
  public let reasons: [String]
  /// What would make it fit, as far as is known.
  public let remedies: [String]

  /// Whether every part has found a region with room for it.
  public var fits: Bool { reasons.isEmpty }

  /// Bytes for fault handlers, which run when the application's stack is used up.
  static let handlerStackBytes = 512

  /// - Parameters:
  ///   - footprint: For the board's core.
  ///   - others: The same model in other forms on the same core, to say what they would save.
  ///   - lowerBoundBytes: The least that any plan of the arena's tensors needs.
  public init(
    _ footprint: Footprint, board: BoardProfile, latency: Latency?, others: [Footprint] = [],
    lowerBoundBytes: Int = 0
  ) {
    self.board = board
    self.footprint = footprint
    self.latency = latency
    var memory = BoardMemory(board)
    memory.place(.code, footprint.codeBytes + footprint.modelBytes, in: board.placement.weights)
    for (index, region) in board.placement.replicas.enumerated() where footprint.bankBytes > 0 {
      memory.place(index == 0 ? .bank1 : .bank2, footprint.bankBytes, in: region)
    }
    memory.place(.arena, footprint.arenaBytes + footprint.dataBytes, in: board.placement.arena)
    memory.place(.stack, footprint.stackBytes + Self.handlerStackBytes, in: board.placement.stack)
    if footprint.activationBankBytes > 0 {
      memory.place(.activationBank1, footprint.activationBankBytes, in: board.placement.arena, apart: true)
      memory.place(.activationBank2, footprint.activationBankBytes, in: board.placement.arena, apart: true)
    }
    demands = memory.demands
    reasons = memory.reasons
    remedies =
      memory.reasons.isEmpty
      ? [] : Self.remedies(memory, footprint, others: others, lowerBoundBytes: lowerBoundBytes)
  }

  private static func remedies(
    _ memory: BoardMemory, _ footprint: Footprint, others: [Footprint], lowerBoundBytes: Int
  ) -> [String] {
    var remedies: [String] = []
    let missing = Set(memory.demands.filter { $0.region == nil }.map(\.part))
    func saved(_ keyPath: KeyPath<Footprint, Int>) -> String? {
      let best = others.min { $0[keyPath: keyPath] < $1[keyPath: keyPath] }
      guard let best, best[keyPath: keyPath] < footprint[keyPath: keyPath] else { return nil }
      let bytes = footprint[keyPath: keyPath] - best[keyPath: keyPath]
      return "--form \(best.form.rawValue) needs \(bytes) bytes less"
    }
    if !missing.isDisjoint(with: [.arena, .activationBank1, .activationBank2, .stack]) {
      if let text = saved(\.sramBytes) { remedies.append("RAM: \(text).") }
      if footprint.activationBankBytes > 0 {
        remedies.append(
          "RAM: a plan without tmr-activations and tmr-compute needs \(2 * footprint.activationBankBytes) bytes less."
        )
      }
    }
    if missing.contains(.arena), lowerBoundBytes > memory.largestRAM {
      remedies.append(
        "RAM: no plan helps, since \(lowerBoundBytes) bytes of tensors are alive at once: the network needs smaller"
          + " activations (a lower resolution, fewer channels, or an earlier stride).")
    }
    if !missing.isDisjoint(with: [.code, .bank1, .bank2]) {
      if let text = saved(\.flashBytes) { remedies.append("Flash: \(text).") }
      if footprint.bankBytes > 0 {
        remedies.append(
          "Flash: a smaller share of protected units; all banks take \(2 * footprint.bankBytes) bytes.")
      }
      if remedies.allSatisfy({ !$0.hasPrefix("Flash") }) {
        remedies.append(
          "Flash: the network needs fewer weights; \(footprint.modelBytes) bytes are the model's.")
      }
    }
    return remedies
  }
}
