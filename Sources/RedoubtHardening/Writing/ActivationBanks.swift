import RedoubtModel

/// Where the replicated planes lie in the two activation banks, which have the same layout.
struct ActivationBanks {
  /// Byte offset of each unit's plane.
  let offsets: [UnitID: Int]
  /// Bytes of either bank, a multiple of 4.
  let byteCount: Int

  /// Planes that are alive together get distinct places; the planes of a tensor lie side by side.
  init(_ units: [NetworkUnit]) {
    let groups = Dictionary(grouping: units, by: \.plane.tensor).sorted { $0.key < $1.key }
    let requests = groups.map { _, planes in
      ArenaRequest(
        bytes: (planes.reduce(0) { $0 + $1.plane.byteCount } + 3) & ~3, life: planes[0].plane.life)
    }
    // The limit keeps the search short; the first plans are first-fit ones and often at the bound already.
    let plan = ArenaPlacement.plan(requests, nodes: 20_000)
    var offsets: [UnitID: Int] = [:]
    for ((_, planes), start) in zip(groups, plan.offsets) {
      var place = start
      for unit in planes.sorted(by: { $0.id < $1.id }) {
        offsets[unit.id] = place
        place += unit.plane.byteCount
      }
    }
    self.offsets = offsets
    byteCount = plan.bytes
  }
}
