import Foundation
import RedoubtHost
import RedoubtModel
import TemporaryFiles
import Testing

@testable import redoubt

@Suite struct ReportCommandTests {
  private let small: SmallNetwork
  private var folder: TemporaryFolder { small.folder }
  private let campaign: String

  /// A campaign over the weights of one small layer.
  init() throws {
    small = try SmallNetwork()
    campaign = small.folder.path("campaign")
    let run = CapturedRun(
      "inject", small.model, "--dataset", small.dataset, "--count", "200", "--output", campaign)
    #expect(run.code == .done, "\(run.diagnostics)")
  }

  @Test func writesOnePageForSeveralFolders() throws {
    let output = folder.path("report.html")
    let run = CapturedRun("report", campaign, campaign, "--output", output)
    #expect(run.code == .done && run.diagnostics.isEmpty, "\(run.diagnostics)")
    #expect(run.output.hasPrefix("campaign: SDC ") && run.output.hasSuffix("Report: \(output)\n"))
    #expect(String(decoding: try folder.bytes("report.html"), as: UTF8.self).hasPrefix("<!doctype html>"))
  }

  @Test func numbersAreThoseOfTheSummary() throws {
    let json = CapturedRun("report", campaign, "--output", folder.path("report.html"), "--json")
    let object = try json.object()
    let shown = try #require((object["campaigns"] as? [[String: Any]])?.first)
    let summary = try #require(
      try JSONSerialization.jsonObject(with: Data(try folder.bytes("campaign/summary.json")))
        as? [String: Any])
    for key in ["injections", "sdc", "sdcRate", "sdcLow", "sdcHigh"] {
      #expect(shown[key] as? Double == summary[key] as? Double, "\(key)")
    }
    #expect(shown["complete"] as? Bool == true)
  }

  /// What `redoubt firmware --json` prints, with other numbers.
  private func firmware(_ digest: String, instructions: Int, matchesHost: Bool = true) -> String {
    """
    {"modelDigest": "\(digest)", "machine": "mps2-an500", "form": "c", "instructions": \(instructions),
     "initialisationInstructions": 0, "flashBytes": \(instructions * 2), "codeBytes": 10, "ramBytes": 30,
     "stackBytes": 40, "matchesHost": \(matchesHost)}
    """
  }

  @Test func firmwareIsShownAndItsPriceIsInTheHeadline() throws {
    let (ranking, hardened) = (folder.path("ranking.json"), folder.path("hard.tflite"))
    for call in [
      ["rank", small.model, "--score", "magnitude", "--output", ranking],
      ["harden", small.model, "--ranking", ranking, "--fraction", "1", "--output", hardened],
      [
        "compare", small.model, hardened, "--dataset", small.dataset, "--count", "50", "--targets", "weights",
        "--output", folder.path("paired.json"),
      ],
    ] {
      let run = CapturedRun(call)
      #expect(run.code == .done, "\(run.diagnostics)")
    }
    let digests = try [small.model, hardened].map { SHA256.hexadecimal(of: try InputFile.read($0)) }
    let records = [
      try folder.file("f1.json", firmware(digests[1], instructions: 1500)),
      try folder.file("f0.json", firmware(digests[0], instructions: 1000)),
    ]
    let output = folder.path("report.html")
    let run = CapturedRun(
      ["report", small.model, hardened, folder.path("paired.json")] + records + ["--output", output])
    #expect(run.code == .done, "\(run.diagnostics)")
    #expect(run.output.contains("and 50.0 % more instructions (mps2-an500)"), "\(run.output)")
    let html = String(decoding: try folder.bytes("report.html"), as: UTF8.self)
    #expect(html.contains("<h2>As firmware</h2>") && html.contains("1,500 (+50 %)"))
    #expect(html.contains("Every byte of their outputs equals the host's."))
    // Without what the images take, nothing is said about time.
    let files = CapturedRun(
      "report", small.model, hardened, folder.path("paired.json"), "--output", output)
    #expect(files.code == .done && !files.output.contains("instructions"))
  }

  @Test func aCampaignStratifiedByRegionHasFailureRatesWhereEachTargetHasItsOwn() throws {
    func report(_ targets: String) -> CapturedRun {
      let campaign = folder.path("by-region-\(targets)")
      let run = CapturedRun(
        "inject", small.model, "--dataset", small.dataset, "--count", "60", "--stratify", "region",
        "--targets", targets, "--output", campaign)
      #expect(run.code == .done, "\(run.diagnostics)")
      return CapturedRun(
        "report", campaign, "--board", "generic", "--output", folder.path("report.html"), "--json")
    }
    let missions = try #require(
      try report("weights,activations,registers").object()["missions"] as? [[String: Any]])
    let parts = try #require(missions.first?["parts"] as? [[String: Any]])
    #expect(parts.compactMap { $0["part"] as? String }.sorted() == ["activations", "registers", "weights"])
    // Scales and zero points lie in the flash too, and in the arena.
    #expect(report("weights,quantisation").code == .wrongUsage)
  }

  @Test func mistakesHaveTheirCodesAndLeaveNothing() throws {
    let output = folder.path("report.html")
    #expect(CapturedRun("report", "--output", output).code == .wrongUsage)
    #expect(CapturedRun("report", campaign).code == .wrongUsage)
    #expect(CapturedRun("report", folder.path("none"), "--output", output).code == .noSuchFile)
    #expect(CapturedRun("report", campaign, "--output", campaign).code == .cannotWrite)
    _ = try folder.file("campaign/trials.csv", "outcome\nwhatever\n")
    let run = CapturedRun("report", campaign, "--output", output)
    #expect(run.code == .unreadableData && run.diagnostics.contains("line 2, column 'outcome'"))
    #expect(!folder.names.contains("report.html"))
  }
}
