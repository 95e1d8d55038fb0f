import Foundation
import ModelFixtures
import TemporaryFiles
import Testing

@testable import redoubt

/// `study`, and `report` of what it writes, inside the test's process.
@Suite struct StudyCommandTests {
  private let folder: TemporaryFolder
  private let arguments: [String]

  init() throws {
    let folder = try TemporaryFolder()
    self.folder = folder
    let fixture = ModelFixture(
      tensors: [
        .activation([1, 4]), .weights([6, 4], (0..<24).map { Int8($0) }), .activation([1, 6]),
        .weights([3, 6], (0..<18).map { Int8(9 - $0) }), .activation([1, 3], scale: 40),
      ],
      operators: [
        .fullyConnected(inputs: [0, 1, -1], output: 2, activation: .relu),
        .fullyConnected(inputs: [2, 3, -1], output: 4),
      ])
    let model = try folder.file("model.tflite", fixture.file)
    func dataset(_ name: String, _ factor: Int) throws -> String {
      let records = try folder.file("\(name).bin", (0..<40).map { UInt8($0 * factor % 101) })
      let labels = try folder.file(
        "\(name).csv", "index,label\n" + (0..<10).map { "\($0),\($0 % 3)\n" }.joined())
      return "raw:\(records),labels=\(labels)"
    }
    arguments = [
      "study", model, "--dataset", try dataset("test", 7), "--ranking-dataset", try dataset("train", 5),
      "--count", "200", "--ranking-count", "5", "--bit-error-rate", "0.01", "--output", folder.path("study"),
    ]
  }

  @Test func aStudyIsPrintedResumedAndShown() throws {
    let run = CapturedRun(arguments + ["--fractions", "0,0.25,…,1", "--json"])
    #expect(run.code == .done, "\(run.diagnostics)")
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let rows = try #require(json["rows"] as? [[String: Any]])
    // Five scores, two bases, five fractions.
    #expect(rows.count == 50 && json["unitsTotal"] as? Int == 9)
    #expect(Set(rows.compactMap { $0["fraction"] as? Double }) == [0, 0.25, 0.5, 0.75, 1])
    for name in ["manifest.json", "faults.csv", "cells.jsonl", "study.json", "study.csv"] {
      #expect(try !folder.bytes("study/" + name).isEmpty)
    }
    let table = String(decoding: try folder.bytes("study/study.csv"), as: UTF8.self).split(separator: "\n")
    #expect(table.count == 51)
    let columns = table.map { $0.split(separator: ",", omittingEmptySubsequences: false).count }
    #expect(Set(columns).count == 1)

    #expect(CapturedRun(arguments + ["--fractions", "0,0.25,…,1"]).code == .wrongUsage)
    let again = CapturedRun(arguments + ["--fractions", "0,0.25,…,1", "--json", "--resume"])
    #expect(again.code == .done && again.output == run.output)
    #expect(CapturedRun(arguments + ["--fractions", "0.5", "--resume"]).code == .unreadableData)

    let page = folder.path("report.html")
    #expect(CapturedRun("report", folder.path("study"), "--output", page).code == .done)
    let html = String(decoding: try folder.bytes("report.html"), as: UTF8.self)
    #expect(html.contains("<polyline") && html.contains("injection") && html.contains("Equal cost"))
    #expect(!html.contains("<script") && !html.contains("http://") || !html.contains("src="))
  }

  @Test func wrongUsageSaysWhatToDo() {
    for more in [
      ["--fractions", "0,2"], ["--fractions", "0,…,1"], ["--fractions", "0,0.1,…"], ["--scores", "best"],
      ["--random-plans", "5"], ["--ranking-seed", "1"], ["--targets", "metadata"], ["--bit-error-rate", "1"],
      ["--scheme", "tmr"], ["--board", "nowhere"], ["--count", "0"],
    ] {
      let run = CapturedRun(arguments + more)
      #expect(run.code == .wrongUsage, "\(more): \(run.diagnostics)")
    }
    #expect(!folder.names.contains("study"))
  }
}
