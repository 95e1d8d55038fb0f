import Foundation
import RedoubtBoards
import RedoubtHost
import TemporaryFiles
import Testing

@Suite struct BoardCatalogTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Sources/RedoubtBoards/Profiles").path

  @Test(arguments: BoardCatalog.names)
  func everyBoardThatShipsIsReadable(name: String) throws {
    let board = try BoardCatalog.board(name)
    #expect(board.name == name)
    #expect(board.region(named: board.placement.weights) != nil)
    #expect(board.regions.contains { $0.kind == .registers })
  }

  @Test func everyFileOfTheFolderIsInTheCatalog() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder)
    #expect(Set(files) == Set(BoardCatalog.names.map { $0 + ".json" }))
    #expect(BoardCatalog.names.first == BoardCatalog.defaultName)
  }

  /// Sizes as the data sheets' first pages have them.
  @Test(arguments: [
    ("nrf52840", 1024, 256), ("stm32f411", 512, 128), ("stm32f746", 1024, 336), ("stm32l4r5", 2048, 640),
    ("stm32h743", 2048, 1056), ("rp2040", 2048, 264), ("rp2350", 4096, 520), ("esp32-c3", 4096, 384),
    ("samd51", 1024, 256), ("apollo4", 2048, 2816), ("samv71q21rt", 2048, 384), ("samrh71", 128, 1152),
  ])
  func memoriesAddUpToTheDataSheet(name: String, flashKiB: Int, ramKiB: Int) throws {
    let board = try BoardCatalog.board(name)
    func kibibytes(_ kinds: Set<MemoryKind>) -> Int {
      board.regions.filter { kinds.contains($0.kind) }.reduce(0) { $0 + $1.bytes } / 1024
    }
    #expect(kibibytes([.flash]) == flashKiB && kibibytes([.sram, .tightlyCoupled]) == ramKiB)
  }

  @Test func boardsDifferInProtection() throws {
    #expect(try BoardCatalog.board("generic").regions.allSatisfy { $0.ecc == .none })
    let protected = try BoardCatalog.board("stm32h743")
    #expect(protected.regions.allSatisfy { $0.ecc == .secded || $0.kind == .registers })
    #expect(!protected.separatesReplicas)
  }

  @Test func aFileOfTheUserIsABoard() throws {
    let folder = try TemporaryFolder()
    let text = try String(contentsOfFile: Self.folder + "/generic.json", encoding: .utf8)
    let path = try folder.file("mine.json", text.replacingOccurrences(of: "generic", with: "my-board"))
    #expect(try BoardCatalog.board(path).name == "my-board")
    #expect(throws: FileError.missing(path: folder.path("none.json"))) {
      try BoardCatalog.board(folder.path("none.json"))
    }
  }

  @Test func anUnknownNameListsTheKnownOnes() {
    #expect(throws: BoardError.unknown(name: "arduino", known: BoardCatalog.names)) {
      try BoardCatalog.board("arduino")
    }
    #expect("\(BoardError.unknown(name: "x", known: ["a", "b"]))".contains("Use one of a, b"))
  }
}
