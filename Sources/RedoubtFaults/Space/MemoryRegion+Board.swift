import RedoubtBoards

extension MemoryRegion {
  /// The regions of a board that hold buffer contents, the arena, the registers, and the tables of the file.
  public static func regions(of board: BoardProfile) -> [MemoryRegion] {
    func region(_ name: String) -> MemoryRegion {
      guard let one = board.region(named: name) else { return MemoryRegion(name: name) }
      return MemoryRegion(name: one.name, wordBits: one.wordBits, interleave: one.interleave)
    }
    let registers = board.regions.first { $0.kind == .registers }
    return [
      region(board.placement.weights), region(board.placement.arena),
      MemoryRegion(name: registers?.name ?? "core"), region(board.placement.operatorTables),
    ]
  }
}
