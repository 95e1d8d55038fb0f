import Foundation
import ModelFixtures
import RedoubtHost
import RedoubtModel
import TemporaryFiles
import Testing

@testable import RedoubtFaults

@Suite struct CampaignTests {
  private let folder: TemporaryFolder
  private let interpreter: HostInterpreter
  private let inputs: EncodedRecords

  init() throws {
    folder = try TemporaryFolder()
    interpreter = try HostInterpreter(SmallNetwork.fixture.file)
    let records = try folder.file("records.bin", SmallNetwork.records(5).flatMap { $0 })
    let labels = try folder.file("labels.csv", "index,label\n0,0\n1,1\n2,2\n3,0\n4,1\n")
    inputs = try EncodedRecords(
      interpreter, try DatasetSpecification(parsing: "raw:\(records),labels=\(labels)"))
  }

  @discardableResult
  private func run(
    _ options: CampaignOptions, _ name: String, jobs: Int = 1, resume: Bool = false
  ) throws -> CampaignSummary {
    try Campaign(options, interpreter, inputs: inputs)
      .run(in: CampaignDirectory(folder.path(name)), jobs: jobs, resume: resume).summary
  }

  private func options(_ change: (inout CampaignOptions) -> Void = { _ in }) -> CampaignOptions {
    var options = CampaignOptions()
    options.allTargets = true
    options.size = .count(600)
    options.seed = 7
    change(&options)
    return options
  }

  /// The three files that the manifest determines.
  private func files(_ name: String) throws -> [[UInt8]] {
    try ["manifest.json", "trials.csv", "summary.json"].map { try folder.bytes("\(name)/\($0)") }
  }

  private static let designs: [@Sendable (inout CampaignOptions) -> Void] = [
    { _ in }, { $0.stratify = .layer }, { $0.stratify = .bit },
    {
      $0.allInputs = true
      $0.size = .count(100)
    },
    {
      $0.fault = .stuckAt1
      $0.allTargets = false
      $0.targets = [.weights, .activations]
    },
    {
      $0.fault = .mbu
      $0.allTargets = false
      $0.targets = [.weights, .activations, .metadata]
    },
    {
      $0.fault = .byzantine
      $0.allTargets = false
      $0.targets = [.activations]
    },
    {
      $0.bitErrorRate = 0.002
      $0.allTargets = false
      $0.targets = [.weights, .biases]
    },
    { $0.size = .sequential(margin: 0.05) }, { $0.decision = .meanSquaredError(0.01) },
  ]

  @Test(arguments: designs.indices) func outcomesAddUpAndThreadsDoNotMatter(_ design: Int) throws {
    let options = options(Self.designs[design])
    let one = try run(options, "one", jobs: 1)
    let two = try run(options, "two", jobs: 2)
    #expect(one == two)
    #expect(try files("one") == files("two"))
    let sum = one.masked + one.corrected + one.tolerable + one.sdc + one.detected + one.due
    #expect(sum == one.injections && one.injections > 0)
    #expect(one.sdc == one.critical + one.beneficial + one.neutral)
    #expect(one.simulated + one.maskedByConstruction == one.injections)
    #expect(one.sdcLow <= one.sdcRate && one.sdcRate <= one.sdcHigh)
    let rows = String(decoding: try folder.bytes("one/trials.csv"), as: UTF8.self).split(separator: "\n")
    #expect(rows.count == one.injections + 1)
    #expect(rows.allSatisfy { $0.filter { $0 == "," }.count == 13 })
  }

  @Test(arguments: [2, 3, 7], [false, true]) func mergedShardsEqualTheWhole(count: Int, clustered: Bool)
    throws
  {
    let change: (inout CampaignOptions) -> Void = {
      if clustered {
        $0.allInputs = true
        $0.size = .count(101)
      } else {
        $0.stratify = .layer
      }
    }
    try run(options(change), "whole")
    let shards = try (1...count).map { index in
      let name = "part\(index)"
      try run(
        options {
          change(&$0)
          $0.shard = .init(index: index, count: count)
        }, name)
      return CampaignDirectory(folder.path(name))
    }
    _ = try CampaignMerge.merge(shards.reversed(), into: CampaignDirectory(folder.path("merged")))
    #expect(try files("merged") == files("whole"))
    #expect(throws: CampaignError.self) {
      try CampaignMerge.merge(Array(shards.dropLast()), into: CampaignDirectory(folder.path("bad")))
    }
    #expect(throws: CampaignError.self) {
      try CampaignMerge.merge(shards + [shards[0]], into: CampaignDirectory(folder.path("bad")))
    }
    try run(
      options {
        change(&$0)
        $0.seed = 8
        $0.shard = .init(index: 1, count: count)
      }, "other")
    #expect(throws: CampaignError.self) {
      try CampaignMerge.merge(
        [CampaignDirectory(folder.path("other"))] + shards.dropFirst(),
        into: CampaignDirectory(folder.path("bad")))
    }
    #expect(!folder.names.contains("bad"))
  }

  @Test func aTableCutAtAnyByteIsCompleted() throws {
    let options = options { $0.size = .count(40) }
    try run(options, "whole")
    let expected = try files("whole")
    let table = expected[1]
    for length in stride(from: 0, to: table.count, by: 37) {
      let path = folder.path("cut")
      try? FileManager.default.removeItem(atPath: path)
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try Data(expected[0]).write(to: URL(fileURLWithPath: path + "/manifest.json"))
      try Data(table[..<length]).write(to: URL(fileURLWithPath: path + "/trials.csv"))
      try Data([1]).write(to: URL(fileURLWithPath: path + "/summary.json.77.partial"))
      try run(options, "cut", resume: true)
      #expect(try files("cut") == expected, "\(length) bytes were left")
      #expect(!FileManager.default.fileExists(atPath: path + "/summary.json.77.partial"))
    }
  }

  @Test func aStoppedCampaignGoesOn() throws {
    struct Stop: Error {}
    let options = options { $0.size = .count(3000) }
    try run(options, "whole")
    let campaign = try Campaign(options, interpreter, inputs: inputs)
    let directory = CampaignDirectory(folder.path("stopped"))
    #expect(throws: Stop.self) {
      _ = try campaign.run(in: directory, jobs: 2, resume: false) { done, _ in if done > 1500 { throw Stop() }
      }
    }
    try run(options, "stopped", resume: true)
    #expect(try files("stopped") == files("whole"))
  }

  @Test func exhaustiveTakesEverySiteOnEveryInput() throws {
    let options = options {
      $0.allTargets = false
      $0.targets = [.weights]
      $0.size = .exhaustive
    }
    let summary = try run(options, "all")
    #expect(summary.sites == 960 && summary.injections == 960 * 5 && summary.population == summary.injections)
    #expect(summary.sdcLow == summary.sdcRate && summary.sdcRate == Double(summary.sdc) / 4800)
  }

  @Test func directoriesAreTakenOnlyWhenTheyFit() throws {
    try run(options(), "a")
    #expect(throws: CampaignError.directoryNotEmpty(path: folder.path("a"))) { try run(options(), "a") }
    #expect(throws: CampaignError.differentManifest(path: folder.path("a"), difference: "the seed")) {
      try run(options { $0.seed = 1 }, "a", resume: true)
    }
    let before = try files("a")
    try run(options(), "a", resume: true)
    #expect(try files("a") == before)
    try run(options(), "b", resume: true)
    #expect(try files("b") == before)
  }

  @Test func sizesFollowTheFormula() throws {
    let space = try SmallNetwork()
    let summary = try run(
      options {
        $0.size = .margin(0.05)
        $0.targets = [.weights]
        $0.allTargets = false
      }, "n")
    // N = 960 × 5, e = 5 %, t = 1.960, p = 1/2.
    let n = 4800.0
    let expected = n / (1 + 0.0025 * (n - 1) / (1.96 * 1.96 * 0.25))
    #expect(summary.injections == Int(expected.rounded(.up)))
    #expect(space.network.records.count == 3)
  }

  @Test func labelsThatAreNoClassesAreRefused() throws {
    let records = try folder.file("two.bin", SmallNetwork.records(2).flatMap { $0 })
    let labels = try folder.file("wrong.csv", "index,label\n0,0\n1,77\n")
    let wrong = try EncodedRecords(
      interpreter, try DatasetSpecification(parsing: "raw:\(records),labels=\(labels)"))
    #expect(throws: DatasetError.self) { try Campaign(options(), interpreter, inputs: wrong) }
    _ = try Campaign(options { $0.decision = .meanSquaredError(0.1) }, interpreter, inputs: wrong)
  }

  @Test func optionsThatDoNotFitTogetherAreRefused() throws {
    let wrong: [(inout CampaignOptions) -> Void] = [
      {
        $0.size = .sequential(margin: 0.1)
        $0.shard = .init(index: 1, count: 2)
      },
      {
        $0.size = .sequential(margin: 0.1)
        $0.stratify = .layer
      },
      {
        $0.size = .exhaustive
        $0.fault = .mbu
      },
      {
        $0.size = .exhaustive
        $0.stratify = .bit
      },
      {
        $0.bitErrorRate = 0.1
        $0.allTargets = false
        $0.targets = [.registers]
      },
    ]
    for change in wrong { #expect(throws: CampaignError.self) { try run(options(change), "no") } }
    #expect(folder.names.allSatisfy { $0 != "no" })
  }
}
