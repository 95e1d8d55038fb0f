import RedoubtBoards

extension MemoryRegion {
  /// The regions of a board that hold buffer contents, the arena, the registers, and the tables of the file; then those
  /// of parameter banks 1 and 2 and of activation banks 1 and 2.
  ///
  /// - Parameter activationBytes: Bytes of either activation bank, 0 where there is none.
  public static func regions(of board: BoardProfile, activationBytes: Int = 0) -> [MemoryRegion] {
    func region(_ name: String) -> MemoryRegion {
      guard let one = board.region(named: name) else { return MemoryRegion(name: name) }
      return MemoryRegion(name: one.name, wordBits: one.wordBits, interleave: one.interleave)
    }
    let registers = board.regions.first { $0.kind == .registers }
    let replicas = ReplicaPlacement(board, activationBytes: activationBytes)
    return [
      region(board.placement.weights), region(board.placement.arena),
      MemoryRegion(name: registers?.name ?? "core"), region(board.placement.operatorTables),
    ] + (replicas.parameterBanks + replicas.activationBanks).map(region)
  }
}
