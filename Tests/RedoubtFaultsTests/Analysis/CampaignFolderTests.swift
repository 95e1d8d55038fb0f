import RedoubtFaults
import RedoubtHost
import TemporaryFiles
import Testing

@Suite struct CampaignFolderTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    _ = try folder.file(
      "manifest.json",
      #"{"seed": 7, "targets": ["weights", "biases"], "model": {"digest": "ab"}, "resume": false}"#)
    _ = try folder.file("summary.json", #"{"sdcRate": 0.25, "sdcLow": 0.1, "sdcHigh": 0.5, "injections": 4}"#)
    _ = try folder.file(
      "trials.csv",
      """
      trial,layer,bit,region,target,unit,label,simulated,outcome
      0,0,7,flash,weights,3,1,1,critical
      1,,2,sram,metadata,,1,0,masked\r
      2,1,0,flash,weights,0,2,1,due
      3,1,0,flash,weights,0,2,1,tolerable
      """)
  }

  @Test func tableAndTextsAreRead() throws {
    let report = try CampaignFolder.report(folder.path)
    #expect(report.counts.injections == 4 && report.counts[.critical] == 1 && report.counts[.due] == 1)
    #expect(report.liveCounts.injections == 3)
    #expect(report.sdc == RateEstimate(rate: 0.25, low: 0.1, high: 0.5))
    #expect(report.design == .simple && report.isComplete)
    #expect(report.table(by: .layer)?.rows.map(\.group.name) == ["layer 0", "layer 1", "no layer"])
    #expect(
      report.manifest == [
        .init("model.digest", "ab"), .init("resume", "no"), .init("seed", "7"),
        .init("targets", "weights, biases"),
      ])
  }

  @Test func designComesFromTheManifest() throws {
    _ = try folder.file("manifest.json", #"{"stratify": "bit", "confidence": 0.99}"#)
    let report = try CampaignFolder.report(folder.path)
    #expect(report.design == .stratified(.bit) && report.confidence == 0.99)
    _ = try folder.file("manifest.json", #"{"exhaustive": true}"#)
    #expect(try CampaignFolder.report(folder.path).sdc?.isExact == true)
  }

  @Test func alikeTrialsMayShareALine() throws {
    _ = try folder.file("trials.csv", "outcome,count\nmasked,1000000\ncritical,3\n")
    #expect(try CampaignFolder.report(folder.path).counts.injections == 1_000_003)
  }

  @Test func withoutASummaryTheCampaignIsIncomplete() throws {
    let other = try TemporaryFolder()
    _ = try other.file("manifest.json", "{}")
    _ = try other.file("trials.csv", "outcome\ncritical\nmasked\n")
    let report = try CampaignFolder.report(other.path)
    #expect(!report.isComplete && report.sdc == RateEstimate(events: 1, trials: 2))
  }

  @Test(arguments: [
    ("outcome\nmaskd\n", "outcome", 2, "maskd"), ("outcome,bit\nmasked,x\n", "bit", 2, "x"),
    ("bit,outcome\n1,due\n-1,due\n", "bit", 3, "-1"), ("outcome,bit\ndue\n", "bit", 2, "due"),
  ])
  func aWrongFieldIsNamedWithItsLine(text: String, column: String, line: Int, value: String) throws {
    let path = try folder.file("trials.csv", text)
    do {
      _ = try CampaignFolder.report(folder.path)
      Issue.record("was accepted")
    } catch let error as CampaignFolderError {
      guard case .invalidField(path, line, column, value, _) = error else {
        Issue.record("\(error)")
        return
      }
      #expect("\(error)".contains("line \(line)"))
    }
  }

  @Test func missingPiecesAreErrors() throws {
    let path = try folder.file("trials.csv", "bit\n1\n")
    #expect(throws: CampaignFolderError.missingColumn(path: path, column: "outcome")) {
      try CampaignFolder.report(folder.path)
    }
    let manifest = try folder.file("manifest.json", "[1]")
    #expect(throws: CampaignFolderError.notJSON(path: manifest)) { try CampaignFolder.report(folder.path) }
    #expect(throws: FileError.missing(path: folder.path("none/manifest.json"))) {
      try CampaignFolder.report(folder.path("none"))
    }
  }
}
