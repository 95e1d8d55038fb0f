import RedoubtBoards

/// The memories of a board while parts are put into them.
struct BoardMemory {
  private let board: BoardProfile
  /// Bytes that are left, by region.
  private var free: [String: Int]
  private(set) var demands: [RegionDemand] = []
  private(set) var reasons: [String] = []

  init(_ board: BoardProfile) {
    self.board = board
    free = Dictionary(uniqueKeysWithValues: board.regions.map { ($0.name, $0.bytes) })
  }

  /// Bytes of the largest memory that can be written.
  var largestRAM: Int {
    board.regions.filter { $0.kind == .sram || $0.kind == .tightlyCoupled }.map(\.bytes).max() ?? 0
  }

  /// Puts a part where the profile has it, or, where that is full, into the region of the same kind with most room.
  ///
  /// - Parameter apart: Prefers a region that none of the parts before has taken.
  mutating func place(_ part: RegionDemand.Part, _ bytes: Int, in name: String, apart: Bool = false) {
    let isFlash = board.region(named: name)?.kind == .flash
    let others = board.regions.filter {
      $0.name != name && $0.kind != .registers && ($0.kind == .flash) == isFlash
        // Constants do not move into memory that starts empty, unless the profile has them there.
        && (!part.isConstant || $0.kind == .flash)
    }
    let byRoom = others.map(\.name).sorted { (free[$0] ?? 0, $1) > (free[$1] ?? 0, $0) }
    var order = [name] + byRoom
    if apart {
      let taken = Set(demands.compactMap(\.region))
      order = order.filter { !taken.contains($0) } + order.filter { taken.contains($0) }
    }
    if let region = order.first(where: { (free[$0] ?? 0) >= bytes }) {
      free[region, default: 0] -= bytes
      demands.append(RegionDemand(part: part, bytes: bytes, region: region))
      return
    }
    demands.append(RegionDemand(part: part, bytes: bytes, region: nil))
    let best = order.max { (free[$0] ?? 0) < (free[$1] ?? 0) } ?? name
    let room = free[best] ?? 0
    let whole = board.region(named: best)?.bytes ?? 0
    let kind = isFlash ? "flash" : "RAM"
    reasons.append(
      "The \(part.rawValue) needs \(bytes) bytes in one piece; the largest free \(kind) is '\(best)' with \(room)"
        + (room < whole ? " of its \(whole) bytes left." : " bytes."))
  }
}
