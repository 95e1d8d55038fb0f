import Foundation
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
