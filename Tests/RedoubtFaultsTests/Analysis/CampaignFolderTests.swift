import Foundation
import RedoubtFaults
import RedoubtHost
import TemporaryFiles
import Testing

@Suite struct CampaignFolderTests {
  private let folder: TemporaryFolder
  private static let header =
    "trial,target,operator,unit,bit,step,region,address,bits,input,label,outcome,simulated,tied\n"

  init() throws {
    folder = try TemporaryFolder()
    try write(Self.manifest())
    _ = try folder.file(
      "trials.csv",
      Self.header + """
        0,weights,0,3,7,,flash,100,1,0,1,critical,1,0
        1,metadata,,,2,-1,sram,8,1,4,1,masked,0,0
        2,weights,1,0,0,,flash,120,1,4,2,due,1,0
        3,several,,,,,,,5,4,2,tolerable,1,1

        """)
  }

  private static func manifest(
    size: CampaignManifest.Size = .count(4), stratify: Stratification? = nil, allInputs: Bool = false
  ) -> CampaignManifest {
    CampaignManifest(
      model: .init(digest: "ab", bytes: 1000), inputs: .init(digest: "cd", count: 5, hasLabels: true),
      rounding: "tflm", board: nil, regions: [], targets: [.weights, .metadata], fault: .seu, size: size,
      confidence: 0.99, stratify: stratify, allInputs: allInputs, bitErrorRate: nil, decision: "top1",
      seed: 7,
      shard: .whole)
  }

  private func write(_ manifest: CampaignManifest) throws {
    _ = try folder.file("manifest.json", Array(try JSONEncoder().encode(manifest)))
  }

  @Test func tableAndManifestAreRead() throws {
    let report = try CampaignReport(folder: folder.path)
    #expect(report.counts.injections == 4 && report.counts[.critical] == 1 && report.counts[.due] == 1)
    #expect(report.liveCounts.injections == 3 && report.design == .simple && report.confidence == 0.99)
    #expect(report.table(by: .layer)?.rows.map(\.group.name) == ["layer 0", "layer 1", "no layer"])
    #expect(report.table(by: .bit)?.rows.map(\.group.name) == ["bit 0", "bit 2", "bit 7", "no bit"])
    #expect(report.table(by: .region)?.rows.map(\.group.name) == ["none", "flash", "sram"])
    for fact in [
      ("model.digest", "ab"), ("seed", "7"), ("targets", "weights, metadata"), ("count", "4"),
    ] {
      #expect(report.manifest.contains(.init(fact.0, fact.1)), "\(fact.0)")
    }
  }

  @Test func withoutASummaryTheCampaignIsIncomplete() throws {
    let report = try CampaignReport(folder: folder.path)
    #expect(!report.isComplete && report.summary.isEmpty)
    #expect(report.sdc == RateEstimate(events: 1, trials: 4, confidence: 0.99))
  }

  @Test func aRowThatAKilledProcessLeftIsSkipped() throws {
    let text = String(decoding: try folder.bytes("trials.csv"), as: UTF8.self) + "4,weights,1,0,0,,fla"
    _ = try folder.file("trials.csv", text)
    #expect(try CampaignReport(folder: folder.path).counts.injections == 4)
  }

  @Test func designComesFromTheManifest() throws {
    let cases: [(CampaignManifest, SamplingDesign)] = [
      (Self.manifest(stratify: .bit), .stratified(.bit)), (Self.manifest(size: .exhaustive), .exhaustive),
      (Self.manifest(size: .sequential(margin: 0.1)), .sequential),
      (Self.manifest(allInputs: true), .allInputs(count: 5)),
    ]
    for (manifest, design) in cases {
      try write(manifest)
      #expect(try CampaignReport(folder: folder.path).design == design)
    }
  }

  @Test(arguments: [
    ("weights,0,3,7,,flash,100,1,0,1,maskd,1,0", "column 'outcome': 'maskd' is no outcome"),
    ("weights,0,3,x,,flash,100,1,0,1,masked,1,0", "column 'bit': 'x' is no whole number"),
    ("weights,-1,3,1,,flash,100,1,0,1,masked,1,0", "column 'operator': '-1' is no whole number"),
    ("weights,0,3,1,,flash,100", "column 'bits': is missing"),
    ("weights,0,3,1,,flash,100,1,0,1,masked,1,0,9", "column 'tied': is followed by more fields"),
  ])
  func aWrongFieldIsNamedWithItsLine(row: String, problem: String) throws {
    let path = try folder.file(
      "trials.csv", Self.header + "0,weights,0,,1,,flash,1,1,0,1,due,1,0\n1,\(row)\n")
    #expect(throws: CampaignError.damaged(path: path, problem: "line 3, " + problem)) {
      try CampaignReport(folder: folder.path)
    }
  }

  @Test func missingPiecesAreErrors() throws {
    let path = try folder.file("trials.csv", "bit\n1\n")
    #expect(
      throws: CampaignError.damaged(path: path, problem: "its first line names no column 'outcome'")
    ) { try CampaignReport(folder: folder.path) }
    _ = try folder.file("manifest.json", "[1]")
    #expect(throws: CampaignError.self) { try CampaignReport(folder: folder.path) }
    #expect(throws: FileError.missing(path: folder.path("none/manifest.json"))) {
      try CampaignReport(folder: folder.path("none"))
    }
  }
}
