import Foundation
import RedoubtBoards
import RedoubtHost
import RedoubtModel
import TemporaryFiles
import Testing

@testable import RedoubtFaults

/// Failure rates from a campaign's folder, against the formula by hand.
@Suite struct CampaignMissionTests {
  private let small: SmallNetwork
  private let folder: TemporaryFolder

  init() throws {
    small = try SmallNetwork(inputs: 3)
    folder = try TemporaryFolder()
  }

  private func run(_ targets: [FaultTarget], allInputs: Bool = false) throws -> CampaignReport {
    var options = CampaignOptions()
    options.targets = targets
    options.size = .count(allInputs ? 40 : 300)
    options.allInputs = allInputs
    let inputs = EncodedRecords(records: SmallNetwork.records(3), labels: nil)
    let campaign = try Campaign(options, small.interpreter, inputs: inputs)
    _ = try campaign.run(in: CampaignDirectory(folder.path("c")), jobs: 1, resume: false)
    return try CampaignReport(folder: folder.path("c"))
  }

  @Test func ratesTimesBytesTimesRawRate() throws {
    let report = try run([.weights, .activations, .registers])
    let board = try BoardCatalog.board("generic")
    var conditions = MissionConditions()
    conditions.dutyCycle = 0.5
    conditions.environment = .factor(3, source: "test")
    let mission = try CampaignMission.estimate(report, folder: folder.path("c"), on: board, conditions)
    #expect(mission.rows.map(\.part.name) == ["weights", "activations", "registers"])
    let weights = small.map.file.reduce(0) { $0 + ($1.owner.kind == .weights ? $1.range.count : 0) }
    #expect(mission.rows[0].part.bytes == weights && mission.rows[2].part.bytes == 64)
    let fits = [10.0, 1000, 1000]
    let rows = try #require(report.table(by: .target)?.rows)
    for (i, row) in mission.rows.enumerated() {
      let counts = try #require(rows.first { $0.group.name == row.part.name }?.counts)
      let raw = fits[i] * Double(row.part.bytes) * 8 / 1_048_576 * 3
      let rate = Double(counts.silentCorruptions) / Double(counts.injections)
      #expect(abs(row.raw - raw) < 1e-9)
      #expect(abs(row.sdc.fit - raw * rate * (i == 0 ? 1 : 0.5)) < 1e-9)
    }
    #expect(mission.assumptions.contains { $0.source.contains("lower bound") })
  }

  @Test func faultsOnAllInputsCountOnce() throws {
    let report = try run([.weights], allInputs: true)
    let summary = try #require(try CampaignDirectory(folder.path("c")).readSummary())
    let mission = try CampaignMission.estimate(
      report, folder: folder.path("c"), on: try BoardCatalog.board("generic"), MissionConditions())
    let share = try #require(summary.faultsWithSdc)
    #expect(abs(mission.sdc.fit - mission.rows[0].raw * share) < 1e-9)
    #expect(mission.assumptions.contains { $0.source == "measured" })
  }

  @Test func anEarlierFolderIsToldWhatToDo() throws {
    let report = try run([.weights])
    try FileManager.default.removeItem(atPath: folder.path("c/exposure.json"))
    #expect(throws: CampaignError.self) {
      try CampaignMission.estimate(
        report, folder: folder.path("c"), on: try BoardCatalog.board("generic"), MissionConditions())
    }
  }
}
