import RedoubtFootprint
import Testing

@testable import RedoubtBoards

/// Which memories take what, and what is said where one is too small.
@Suite struct BoardFitTests {
  private func board(
    flash: Int, ram: [(name: String, bytes: Int)], stack: String? = nil, clockMHz: Double = 100
  ) -> BoardProfile {
    func region(_ name: String, _ kind: MemoryKind, _ bytes: Int) -> BoardRegion {
      BoardRegion(
        name: name, kind: kind, bytes: bytes, wordBits: 32, interleave: 1, ecc: .none, fitPerMbit: 0,
        source: "assumed", geometrySource: "assumed", fitSource: "assumed")
    }
    return BoardProfile(
      name: "test", title: "Test", core: .cortexM4, clockMHz: clockMHz, source: "assumed",
      regions: [region("flash", .flash, flash)] + ram.map { region($0.name, .sram, $0.bytes) },
      placement: BoardPlacement(
        weights: "flash", operatorTables: "flash", arena: ram[0].name, stack: stack ?? ram[0].name,
        replicas: ["flash", "flash"]))
  }

  private func fit(_ board: BoardProfile) throws -> BoardFit {
    let needs = try ModelNeeds(FootprintTests.file, form: .interpreter)
    let others = try ModelNeeds(FootprintTests.file, form: .c)
    return BoardFit(
      try Footprint(needs, core: .cortexM4, data: FootprintTests.data), board: board, latency: nil,
      others: [try Footprint(others, core: .cortexM4, data: FootprintTests.data)])
  }

  @Test func everyPartLiesWhereTheProfileHasIt() throws {
    let fit = try fit(board(flash: 1 << 20, ram: [("a", 1 << 16), ("b", 1 << 16)], stack: "b"))
    #expect(fit.fits && fit.reasons.isEmpty && fit.remedies.isEmpty)
    #expect(fit.demands.map(\.part) == [.code, .arena, .stack])
    #expect(fit.demands.map(\.region) == ["flash", "a", "b"])
    #expect(fit.demands[0].bytes == fit.footprint.flashBytes)
  }

  @Test func theArenaMovesToTheMemoryWithRoomAndIsNeverDivided() throws {
    let needed = try fit(board(flash: 1 << 20, ram: [("a", 1 << 16)])).demands[1].bytes
    let moved = try fit(board(flash: 1 << 20, ram: [("a", needed - 1), ("b", 1 << 16)]))
    #expect(moved.fits && moved.demands[1].region == "b")
    // Together they would do; the arena is one piece.
    let divided = try fit(board(flash: 1 << 20, ram: [("a", needed - 1), ("b", needed - 1), ("c", 4096)]))
    #expect(divided.fits == (needed <= 4096 + 1))
    let exact = try fit(board(flash: 1 << 20, ram: [("a", needed), ("b", 4096)], stack: "b"))
    #expect(exact.fits && exact.demands[1].region == "a")
  }

  @Test func aReasonHasBothNumbersAndARemedy() throws {
    let small = try fit(board(flash: 1000, ram: [("a", 64)]))
    #expect(!small.fits && small.reasons.count == 3)
    let needed = small.footprint.flashBytes
    #expect(
      small.reasons[0]
        == "The code and model needs \(needed) bytes in one piece; the largest free flash is 'flash' with 1000 bytes."
    )
    #expect(small.remedies.contains { $0.hasPrefix("RAM: --form c needs") })
    #expect(small.remedies.contains { $0.hasPrefix("Flash: ") })
  }

  @Test func aLargerMemoryNeverFitsLess() throws {
    var hasFitted = false
    for bytes in stride(from: 256, through: 1 << 14, by: 256) {
      let fits = try fit(board(flash: bytes, ram: [("a", bytes)])).fits
      #expect(fits || !hasFitted)
      hasFitted = hasFitted || fits
    }
    #expect(hasFitted)
  }
}
