import RedoubtBoards
import Testing

@Suite struct ReplicaPlacementTests {
  @Test func banksGoWhereTheBoardHasRoom() throws {
    let h7 = ReplicaPlacement(try BoardCatalog.board("stm32h743"), activationBytes: 100_000)
    #expect(h7.parameterBanks == ["flash-bank2", "flash-bank2"])
    #expect(h7.activationBanks == ["sram1", "sram2"])
    #expect(h7.notes.count == 1 && h7.notes[0].contains("Copies 1 and 2 of weights share flash-bank2"))
    // Too much for the smaller memories.
    let large = ReplicaPlacement(try BoardCatalog.board("stm32f746"), activationBytes: 60_000)
    #expect(large.activationBanks == ["dtcm", "sram1"])
    #expect(large.notes.contains { $0.contains("Copies 0 and 2 of activations share sram1") })
  }

  @Test func aBoardWithOneMemoryOfAKindSaysSo() throws {
    let generic = ReplicaPlacement(try BoardCatalog.board("generic"), activationBytes: 16)
    #expect(generic.activationBanks == ["sram", "sram"])
    #expect(generic.notes.count == 6)
    #expect(ReplicaPlacement(try BoardCatalog.board("generic")).notes.count == 3)
  }

  @Test func everyBoardHasAPlaceForEachBank() throws {
    for name in BoardCatalog.names {
      let board = try BoardCatalog.board(name)
      let replicas = ReplicaPlacement(board, activationBytes: 4096)
      for region in replicas.parameterBanks + replicas.activationBanks {
        #expect(board.region(named: region) != nil)
      }
    }
  }
}
