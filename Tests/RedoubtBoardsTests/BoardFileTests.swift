import Foundation
import RedoubtBoards
import Testing

@Suite struct BoardFileTests {
  struct Mistake: Sendable, CustomTestStringConvertible {
    let from, to, key, says: String
    var testDescription: String { "\(from) → \(to)" }

    init(_ from: String, _ to: String, key: String, says: String) {
      (self.from, self.to, self.key, self.says) = (from, to, key, says)
    }
  }

  @Test(arguments: [
    Mistake("\"clockMHz\": 100,", "", key: "clockMHz", says: "missing"),
    Mistake("\"clockMHz\": 100", "\"clockMHz\": \"fast\"", key: "clockMHz", says: "Give a number"),
    Mistake("\"clockMHz\": 100", "\"clockMHz\": 0", key: "clockMHz", says: "MHz above 0"),
    Mistake("\"clockMHz\": 100", "\"clockMHz\": null", key: "clockMHz", says: "Give a number"),
    Mistake("\"clockMHz\": 100", "\"clockMHz\": 100, \"clokMHz\": 1", key: "clokMHz", says: "no such key"),
    Mistake("cortex-m4", "cortex-m99", key: "core", says: "cortex-m0plus, cortex-m4"),
    Mistake("\"name\": \"generic\"", "\"name\": \"My Board\"", key: "name", says: "small letters"),
    Mistake("\"ecc\": \"none\"", "\"ecc\": \"maybe\"", key: "regions[0].ecc", says: "none, parity, secded"),
    Mistake("\"kind\": \"sram\"", "\"kind\": \"ram\"", key: "regions[1].kind", says: "tightlyCoupled"),
    Mistake("262144", "-1", key: "regions[1].bytes", says: "-1 is no size"),
    Mistake("262144", "1.5", key: "regions[1].bytes", says: "1.5 is no whole number"),
    Mistake("\"bytes\": 262144", "\"byte\": 262144", key: "regions[1].byte", says: "no such key"),
    Mistake("\"wordBits\": 32", "\"wordBits\": 0", key: "regions[0].wordBits", says: "1 to 4096"),
    Mistake("\"interleave\": 4", "\"interleave\": 0", key: "regions[1].interleave", says: "1 to 1024"),
    Mistake("\"fitPerMbit\": 10,", "\"fitPerMbit\": -1,", key: "regions[0].fitPerMbit", says: "0 or more"),
    Mistake("\"source\": \"assumed\"", "\"source\": \"\"", key: "regions[0].source", says: "assumed"),
    Mistake("\"name\": \"sram\"", "\"name\": \"flash\"", key: "regions[1].name", says: "two regions"),
    Mistake("\"arena\": \"sram\"", "\"arena\": \"ram\"", key: "placement.arena", says: "flash, sram"),
    Mistake("\"arena\": \"sram\"", "\"arena\": \"flash\"", key: "placement.arena", says: "the arena changes"),
    Mistake("\"stack\": \"sram\"", "\"heap\": \"sram\"", key: "placement.heap", says: "no such key"),
    Mistake("\"flash\"\n    ]", "\"flush\"\n    ]", key: "placement.replicas[1]", says: "no region 'flush'"),
    Mistake("{", "", key: "", says: "not JSON"),
  ])
  func aMistakeIsNamedWithItsKey(mistake: Mistake) throws {
    var text = try String(contentsOfFile: BoardCatalogTests.folder + "/generic.json", encoding: .utf8)
    // The board's own source is the first one; the mistake goes into the first region.
    let start =
      mistake.from.hasPrefix("\"source\"") ? text.range(of: "regions")?.lowerBound ?? text.startIndex : nil
    let place = try #require(text.range(of: mistake.from, range: (start ?? text.startIndex)..<text.endIndex))
    text.replaceSubrange(place, with: mistake.to)
    do {
      _ = try BoardProfile(json: Array(text.utf8), file: "mine.json")
      Issue.record("was accepted")
    } catch {
      guard case .invalid("mine.json", let key, let reason) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(key == mistake.key)
      #expect(reason.contains(mistake.says), "\(reason)")
      #expect("\(error)".hasPrefix("Board file 'mine.json'"))
    }
  }

  @Test func whateverIsCutOffIsRefused() throws {
    let bytes = [UInt8](
      try Data(contentsOf: URL(fileURLWithPath: BoardCatalogTests.folder + "/generic.json")))
    for end in stride(from: 0, to: bytes.count - 3, by: 7) {
      #expect(throws: BoardError.self) { try BoardProfile(json: Array(bytes[..<end]), file: "cut.json") }
    }
  }
}
