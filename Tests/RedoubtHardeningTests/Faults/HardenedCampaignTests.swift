import ModelFixtures
import RedoubtBoards
import RedoubtCore
import RedoubtHost
import RedoubtModel
import TemporaryFiles
import Testing

@testable import RedoubtFaults
@testable import RedoubtHardening

/// Whole campaigns on hardened models.
@Suite struct HardenedCampaignTests {
  private let folder: TemporaryFolder
  private let interpreter: HostInterpreter
  private let inputs: EncodedRecords

  init() throws {
    folder = try TemporaryFolder()
    let original = SmallNetwork.fixture(seed: 6).file
    let plan = try HardenedNetwork.plan(original, seed: 6, share: 0.7)
    interpreter = try HostInterpreter(try HardenedModel(original, plan).file)
    inputs = EncodedRecords(records: (0..<4).map { SmallNetwork.record($0) }, labels: [0, 1, 2, 3])
  }

  private func run(
    _ options: CampaignOptions, _ name: String, jobs: Int
  ) throws -> (campaign: Campaign, summary: CampaignSummary, directory: CampaignDirectory) {
    let campaign = try Campaign(options, interpreter, inputs: inputs)
    let directory = CampaignDirectory(folder.path(name))
    return (campaign, try campaign.run(in: directory, jobs: jobs, resume: false).summary, directory)
  }

  private func files(_ name: String) throws -> [[UInt8]] {
    try ["manifest.json", "trials.csv", "summary.json"].map { try folder.bytes("\(name)/\($0)") }
  }

  private func options(_ change: (inout CampaignOptions) -> Void = { _ in }) -> CampaignOptions {
    var options = CampaignOptions()
    options.targets = FaultTarget.allCases.filter { $0 != .metadata && $0 != .constants }
    options.size = .count(900)
    options.seed = 3
    change(&options)
    return options
  }

  private static let designs: [@Sendable (inout CampaignOptions) -> Void] = [
    { _ in }, { $0.stratify = .layer }, { $0.stratify = .region },
    {
      $0.allInputs = true
      $0.size = .count(100)
    },
    {
      $0.fault = .mbu
      $0.targets = [.weights, .replicas, .activations, .voters]
    },
    {
      $0.fault = .stuckAt1
      $0.targets = [.weights, .biases, .replicas]
    },
    {
      $0.bitErrorRate = 0.001
      $0.targets = [.weights, .biases, .replicas]
    },
    {
      $0.fault = .byzantine
      $0.targets = [.activations]
    },
  ]

  @Test(arguments: designs.indices) func outcomesAddUpAndThreadsDoNotMatter(_ design: Int) throws {
    let options = options(Self.designs[design])
    let one = try run(options, "one", jobs: 1)
    #expect(try run(options, "two", jobs: 2).summary == one.summary)
    #expect(try files("one") == files("two"))
    let s = one.summary
    #expect(s.masked + s.corrected + s.tolerable + s.sdc + s.detected + s.due == s.injections)
    #expect(s.simulated + s.maskedByConstruction == s.injections && s.corrected > 0)
    let table = try one.campaign.protection(in: one.directory)
    guard options.bitErrorRate == nil else { return #expect(table == nil) }
    let rows = try #require(table).rows
    #expect(rows.reduce(0) { $0 + $1.counts.injections } == s.injections)
    #expect(rows.reduce(0) { $0 + $1.counts[.corrected] } == s.corrected)
    #expect(rows.reduce(0) { $0 + $1.maskedByConstruction } == s.maskedByConstruction)
    if options.fault != .mbu {
      // One strike on a copy that is not the first changes nothing.
      for row in rows where row.group.copy > 0 && options.targets.contains(.replicas) {
        #expect(row.counts[.corrected] + row.counts[.masked] + row.counts[.due] == row.counts.injections)
        if row.group.copy == 2 { #expect(row.counts[.corrected] == 0) }
      }
    }
  }

  @Test func mergedShardsEqualTheWhole() throws {
    let whole = options { $0.stratify = .layer }
    _ = try run(whole, "whole", jobs: 2)
    let shards = try (1...3).map { index in
      try run(
        options {
          $0.stratify = .layer
          $0.shard = .init(index: index, count: 3)
        }, "part\(index)", jobs: 1
      ).directory
    }
    _ = try CampaignMerge.merge(shards, into: CampaignDirectory(folder.path("merged")))
    #expect(try files("merged") == files("whole"))
  }
}
