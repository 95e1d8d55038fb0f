import Foundation
import ModelFixtures
import RedoubtBoards
import RedoubtCore
import RedoubtFaults
import RedoubtHost
import RedoubtModel
import TemporaryFiles
import Testing

@testable import RedoubtHardening

/// Studies of a network with 17 units.
@Suite struct StudyTests {
  private static let file = SmallNetwork.fixture().file
  private static let evaluation = EncodedRecords(
    records: (0..<6).map { SmallNetwork.record(UInt64($0)) }, labels: [0, 1, 2, 3, 4, 0])
  private static let ranking = EncodedRecords(
    records: (100..<108).map { SmallNetwork.record(UInt64($0)) }, labels: nil)

  private static var options: StudyOptions {
    var options = StudyOptions()
    options.fractions = [0, 0.2, 1]
    options.count = 150
    options.trialsPerPart = 6
    options.bitErrorTrials = 20
    options.bitErrorRate = 0.003
    options.checks = 40
    return options
  }

  private static func study(
    _ options: StudyOptions = options, evaluation: EncodedRecords = evaluation
  ) throws -> Study {
    try Study(
      file, evaluation: evaluation, ranking: ranking, board: try BoardCatalog.board("generic"), options)
  }

  private static let names = [
    "manifest.json", "faults.csv", "cells.jsonl", "study.csv", "study.json", "rankings/taylor.json",
    "rankings/injection.json",
  ]

  private static func contents(_ folder: String) throws -> [[UInt8]] {
    try names.map { try InputFile.read(folder + "/" + $0) }
  }

  private struct Stop: Error {}

  @Test func interruptedStudiesGiveTheSameBytesWithAnyNumberOfThreads() throws {
    let folder = try TemporaryFolder()
    _ = try Self.study().run(in: StudyDirectory(folder.path("whole")), jobs: 1, resume: false)
    let whole = try Self.contents(folder.path("whole"))
    var calls = 0
    var limit = 3
    var runs = 0
    let directory = StudyDirectory(folder.path("parts"))
    while true {
      calls = 0
      runs += 1
      do {
        _ = try Self.study().run(in: directory, jobs: 1 + runs % 2, resume: runs > 1) { _, _, _ in
          calls += 1
          if calls > limit { throw Stop() }
        }
        break
      } catch is Stop {
        limit += 23
        // What a killed process may leave: half a line.
        let path = folder.path("parts/" + (runs % 2 == 0 ? "cells.jsonl" : "faults.csv"))
        if let file = FileHandle(forWritingAtPath: path) {
          try file.seekToEnd()
          try file.write(contentsOf: Data("17,half".utf8))
          try file.close()
        }
      }
    }
    #expect(runs > 3)
    #expect(try Self.contents(folder.path("parts")) == whole)
    let again = try Self.study().run(in: directory, jobs: 2, resume: true)
    #expect(again == (try directory.readResult()))
  }

  @Test func otherStudiesAndFullFoldersAreRefused() throws {
    let folder = try TemporaryFolder()
    let directory = StudyDirectory(folder.path("s"))
    do {
      _ = try Self.study().run(in: directory, jobs: 1, resume: false) { _, _, _ in throw Stop() }
    } catch is Stop {}
    #expect(throws: StudyError.directoryNotEmpty(path: directory.path)) {
      try Self.study().run(in: directory, jobs: 1, resume: false)
    }
    var other = Self.options
    other.seed = 9
    #expect(throws: StudyError.different(path: directory.path, what: "the seed")) {
      try Self.study(other).run(in: directory, jobs: 1, resume: true)
    }
  }

  @Test func whatWouldJudgeItselfIsRefused() throws {
    #expect(throws: StudyError.sharedRecords(shared: 8, of: 8)) {
      try Self.study(evaluation: Self.ranking)
    }
    var options = Self.options
    options.rankingSeed = options.seed
    #expect(throws: StudyError.self) { try Self.study(options) }
    options = Self.options
    options.randomPlans = 19
    #expect(throws: StudyError.self) { try Self.study(options) }
    options = Self.options
    options.targets = [.metadata]
    #expect(throws: StudyError.self) { try Self.study(options) }
    let hardened = try HardenedModel(Self.file, HardeningPlan([:])).file
    #expect(throws: HardeningWriteError.alreadyHardened) {
      try Study(
        hardened, evaluation: Self.evaluation, ranking: Self.ranking,
        board: try BoardCatalog.board("generic"), Self.options)
    }
  }

  @Test func everythingProtectedLeavesNothingOfWhatSchemesCover() throws {
    let folder = try TemporaryFolder()
    var options = Self.options
    options.withPlanes = true
    options.scores = [.activation, .injection]
    options.bitErrorRate = nil
    let result = try Self.study(options).run(
      in: StudyDirectory(folder.path("s")), jobs: 2, resume: false)
    #expect(result.unitsTotal == 26 && result.manifest.options.scores.last == .random)
    for row in result.rows {
      let plans = row.score == .random ? 20 : 1
      #expect(row.plans == plans && row.bitErrorAccuracy == nil)
      if row.fraction == 0 {
        #expect(row.drop.rate == 0 && row.flashBytes == 0 && row.units == 0 && row.residualRate > 0)
      }
      if row.fraction == 1 {
        #expect(row.drop.rate == 1 && row.fitDrop.rate == 1 && row.residualRate == 0 && row.units == 26)
        #expect(row.pValue < 0.05 && abs(row.predictedDrop - 1) < 1e-9)
      }
    }
    // Costs of random plans are means; equal cost means at most as much.
    for score in options.scores where score != .random {
      let random = try #require(result.row(.random, .units, 0.2))
      let own = try #require(result.row(score, .cost, 0.2))
      #expect(own.instructions <= random.instructions * (1 + 1e-6))
    }
    #expect(result.comparisons.count == 2 * 3 * 2)
  }
}
