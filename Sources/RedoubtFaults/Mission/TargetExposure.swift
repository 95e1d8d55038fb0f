import RedoubtBoards

/// The memory that a target fills: what a raw rate per Mbit is multiplied by.
public struct TargetExposure: Hashable, Codable, Sendable {
  /// Which part of a deployed model it is, and so which region of a board holds it; in the order of `FaultSpace.regions`.
  public enum Role: String, Codable, CaseIterable, Sendable {
    case buffers, arena, registers, tables
    /// Banks of a hardened model.
    case bank1, bank2, activations1, activations2
  }

  /// What is struck.
  public let target: FaultTarget
  /// Which part of a deployed model holds it.
  public let role: Role
  /// Name of the region in the campaign's rows.
  public let region: String
  /// Bytes, dead ones included; 0 for registers, of which the board says how many there are.
  public let bytes: Int
  /// Whether a flip acts within one inference only.
  public let isTransient: Bool

  /// What the targets of a space fill.
  public static func list(_ space: FaultSpace) -> [TargetExposure] {
    struct Key: Hashable {
      let target: FaultTarget
      let region: Int
    }
    var keys: [Key] = []
    var bytes: [Key: [Int: Int]] = [:]
    var isTransient: [Key: Bool] = [:]
    for segment in space.segments {
      let key = Key(target: segment.target, region: segment.region)
      if bytes[key] == nil { keys.append(key) }
      let own = segment.elementCount * segment.elementBytes
      switch segment.kind {
      case .file(let step): bytes[key, default: [:]][step, default: 0] += own
      case .arena, .derivedPairs:
        bytes[key, default: [:]][segment.step ?? 0, default: 0] += own
        isTransient[key] = segment.step != nil
      case .register, .units:
        bytes[key, default: [:]][0, default: 0] += 0
        isTransient[key] = true
      }
    }
    // A byte has sites at several steps, and fills its memory once.
    return keys.map { key in
      TargetExposure(
        target: key.target, role: Role.allCases[key.region], region: space.regions[key.region].name,
        bytes: bytes[key]?.values.max() ?? 0, isTransient: isTransient[key] ?? false)
    }
  }

  /// The region of a board that holds the part; nil where the board has none.
  public func region(of board: BoardProfile) -> BoardRegion? {
    switch role {
    case .buffers: board.region(named: board.placement.weights)
    case .arena: board.region(named: board.placement.arena)
    case .tables: board.region(named: board.placement.operatorTables)
    case .registers: board.regions.first { $0.kind == .registers }
    case .bank1: board.region(named: ReplicaPlacement(board).parameterBanks[0])
    case .bank2: board.region(named: ReplicaPlacement(board).parameterBanks[1])
    case .activations1:
      board.region(named: ReplicaPlacement(board, activationBytes: bytes).activationBanks[0])
    case .activations2:
      board.region(named: ReplicaPlacement(board, activationBytes: bytes).activationBanks[1])
    }
  }
}
