import Foundation
import TemporaryFiles
import Testing

@testable import redoubt

@Suite struct ReportCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    _ = try folder.file("manifest.json", "{}")
    _ = try folder.file("summary.json", "{}")
    _ = try folder.file("trials.csv", "layer,bit,outcome\n0,7,critical\n0,0,masked\n")
  }

  @Test func writesOnePageForSeveralFolders() throws {
    let output = folder.path("report.html")
    let run = CapturedRun("report", folder.path, folder.path, "--output", output)
    #expect(run.code == .done && run.diagnostics.isEmpty, "\(run.diagnostics)")
    #expect(run.output.hasSuffix("Report: \(output)\n"))
    #expect(String(decoding: try folder.bytes("report.html"), as: UTF8.self).hasPrefix("<!doctype html>"))
    let json = CapturedRun("report", folder.path, "--output", output, "--json")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    let campaigns = try #require(object["campaigns"] as? [[String: Any]])
    #expect(campaigns.count == 1 && campaigns[0]["injections"] as? Int == 2)
    #expect(campaigns[0]["sdcRate"] as? Double == 0.5)
  }

  @Test func mistakesHaveTheirCodesAndLeaveNothing() throws {
    let output = folder.path("report.html")
    #expect(CapturedRun("report", "--output", output).code == .wrongUsage)
    #expect(CapturedRun("report", folder.path).code == .wrongUsage)
    #expect(CapturedRun("report", folder.path("none"), "--output", output).code == .noSuchFile)
    #expect(CapturedRun("report", folder.path, "--output", folder.path).code == .cannotWrite)
    _ = try folder.file("trials.csv", "outcome\nwhatever\n")
    let run = CapturedRun("report", folder.path, "--output", output)
    #expect(run.code == .unreadableData && run.diagnostics.contains("line 2, column 'outcome'"))
    #expect(!folder.names.contains("report.html"))
  }
}
