import Foundation
import ModelFixtures
import RedoubtHost
import Testing

@testable import RedoubtHardening

@Suite struct RankingFileTests {
  private let network: RankedNetwork
  private let ranking: Ranking
  private let text: String

  init() throws {
    network = try RankedNetwork(SmallNetwork.fixture().file)
    ranking = try Ranking(RandomScore(seed: 3), of: network)
    text = String(decoding: try RankingFile.bytes(ranking), as: UTF8.self)
  }

  private func read(_ text: String) throws(RankingError) -> Ranking {
    try RankingFile.read(Array(text.utf8), path: "r.json", units: network.units, digest: network.digest)
  }

  @Test func whatIsWrittenIsRead() throws {
    #expect(try read(text) == ranking)
    let measured = Ranking(
      score: .injection, modelDigest: network.digest,
      entries: ranking.entries.map { .init(unit: $0.unit, value: $0.value, interval: 0...$0.value) })
    #expect(try read(String(decoding: try RankingFile.bytes(measured), as: UTF8.self)) == measured)
  }

  @Test func anotherModelIsRefused() throws {
    let other = text.replacingOccurrences(of: network.digest, with: String(repeating: "0", count: 64))
    #expect(
      throws: RankingError.wrongModel(
        path: "r.json", expected: network.digest, found: String(repeating: "0", count: 64))
    ) { try read(other) }
  }

  @Test func missingUnknownAndRepeatedUnitsAreNamed() throws {
    func changed(_ change: (inout [Ranking.Entry]) -> Void) throws -> String {
      var entries = ranking.entries.sorted { $0.unit < $1.unit }
      change(&entries)
      let ranking = Ranking(score: .random, modelDigest: network.digest, entries: entries)
      return String(decoding: try RankingFile.bytes(ranking), as: UTF8.self)
    }
    let weighted = UnitID(operatorIndex: 1, channel: 2)
    #expect(throws: RankingError.missingUnits(path: "r.json", count: 1, first: weighted)) {
      try read(try changed { $0.removeAll { $0.unit == weighted } })
    }
    let unknown = UnitID(operatorIndex: 1, channel: 6)
    #expect(throws: RankingError.unknownUnit(path: "r.json", unknown)) {
      try read(try changed { $0.append(.init(unit: unknown, value: 1)) })
    }
    #expect(throws: RankingError.repeatedUnit(path: "r.json", weighted)) {
      try read(try changed { $0.append(.init(unit: weighted, value: 1)) })
    }
    // Planes may be absent together, not one by one.
    let plane = UnitID(operatorIndex: -1, channel: 0)
    #expect(throws: RankingError.missingUnits(path: "r.json", count: 1, first: plane)) {
      try read(try changed { $0.removeAll { $0.unit == plane } })
    }
    let weightedOnly = try changed { entries in
      entries.removeAll { network.units[$0.unit]?.isPlane ?? false }
    }
    #expect(try read(weightedOnly).entries.count == network.units.weighted.count)
  }

  @Test(arguments: ["null", "1e999"]) func valuesThatAreNoNumbersAreRefused(_ value: String) throws {
    let first = ranking.entries[0]
    let damaged = text.replacingOccurrences(of: "\(first.value)", with: value)
    #expect(damaged != text)
    #expect(throws: RankingError.self) { try read(damaged) }
  }

  @Test func otherTextIsRefused() {
    for text in ["", "{", "[]", "{}", "{\"score\": \"random\"}", "\u{0}"] {
      #expect(throws: RankingError.self) { try read(text) }
    }
    let renamed = text.replacingOccurrences(of: "\"random\"", with: "\"lucky\"")
    #expect(throws: RankingError.self) { try read(renamed) }
  }

  @Test func errorsSayWhatToDo() {
    let errors: [RankingError] = [
      .malformed(path: "r.json", reason: "it is empty."),
      .wrongModel(path: "r.json", expected: "ab", found: "cd"),
      .missingUnits(path: "r.json", count: 2, first: UnitID(operatorIndex: 1, channel: 0)),
      .unknownUnit(path: "r.json", UnitID(operatorIndex: 1, channel: 0)),
      .repeatedUnit(path: "r.json", UnitID(operatorIndex: 1, channel: 0)),
      .notANumber(UnitID(operatorIndex: 1, channel: 0)),
    ]
    for error in errors { #expect("\(error)".contains("Give ") || "\(error)".contains("Rank ")) }
  }
}
