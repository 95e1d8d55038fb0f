import Foundation
import ModelFixtures
import TemporaryFiles
import Testing

@testable import redoubt

/// `rank` and `harden` inside the test's process.
@Suite struct HardeningCommandTests {
  private let folder: TemporaryFolder
  private let model: String
  private let dataset: String

  init() throws {
    folder = try TemporaryFolder()
    let fixture = ModelFixture(
      tensors: [
        .activation([1, 4]), .weights([6, 4], (0..<24).map { Int8($0) }), .activation([1, 6]),
        .weights([3, 6], (0..<18).map { Int8(9 - $0) }), .activation([1, 3], scale: 40),
      ],
      operators: [
        .fullyConnected(inputs: [0, 1, -1], output: 2, activation: .relu),
        .fullyConnected(inputs: [2, 3, -1], output: 4),
      ])
    model = try folder.file("model.tflite", fixture.file)
    let records = try folder.file("r.bin", (0..<40).map { UInt8($0 * 5 % 17) })
    let labels = try folder.file(
      "l.csv", "index,label\n" + (0..<10).map { "\($0),\($0 % 3)\n" }.joined())
    dataset = "raw:\(records),labels=\(labels)"
  }

  @Test func rankWritesARankingThatHardenTakes() throws {
    for name in ["activation", "taylor", "injection", "magnitude", "random"] {
      let path = folder.path("\(name).json")
      let ranked = try CapturedRun(
        "rank", model, "--dataset", dataset, "--score", name, "--per-class", "--output", path, "--json"
      ).object()
      #expect(ranked["units"] as? Int == 9 && ranked["score"] as? String == name)
      let hardened = try CapturedRun(
        "harden", model, "--ranking", path, "--fraction", "0.3", "--output", folder.path("h.tflite"),
        "--json"
      ).object()
      #expect(hardened["unitsProtected"] as? Int == 3 && hardened["unitsTotal"] as? Int == 9)
      let size = try folder.bytes("h.tflite").count - folder.bytes("model.tflite").count
      #expect(hardened["flashOverheadBytes"] as? Int == size && hardened["macOverhead"] as? Double == 0)
      #expect(hardened["sramOverheadBytes"] as? Int ?? 0 > 0)
    }
    let input = try folder.file("i.bin", [1, 2, 3, 4])
    let plain = CapturedRun("run", model, "--input", input)
    #expect(CapturedRun("run", folder.path("h.tflite"), "--input", input).output == plain.output)
    #expect(
      CapturedRun(
        "harden", folder.path("h.tflite"), "--ranking", folder.path("random.json"), "--fraction", "1",
        "--output", folder.path("x.tflite")
      ).code == .unreadableData)
  }

  @Test func aBoardWithoutAThirdBankIsPointedOut() throws {
    let path = folder.path("r.json")
    #expect(CapturedRun("rank", model, "--score", "random", "--output", path).code == .done)
    let run = CapturedRun(
      "harden", model, "--ranking", path, "--budget", "flash=40KiB,sram=1KiB,time=90%", "--board", "generic",
      "--planes", "--output", folder.path("h.tflite"), "--json")
    #expect(run.diagnostics.contains("has no bank of its own for each copy"))
    #expect(try run.object()["banksAreDistinct"] as? Bool == false)
  }

  @Test func wrongUsageSaysWhatToDo() throws {
    let output = folder.path("o")
    let ranking = folder.path("r.json")
    #expect(CapturedRun("rank", model, "--score", "random", "--output", ranking).code == .done)
    let injection = CapturedRun("rank", model, "--score", "injection", "--output", output)
    #expect(injection.code == .wrongUsage && injection.diagnostics.contains("--dataset"))
    #expect(CapturedRun("rank", model, "--score", "taylor", "--output", output).code == .wrongUsage)
    #expect(
      CapturedRun("rank", model, "--score", "random", "--seed", "-1", "--output", output).code == .wrongUsage)
    func harden(_ arguments: String...) -> ExitCode {
      let all = [model, "--ranking", ranking, "--output", output] + arguments
      return CapturedRun(["harden"] + all).code
    }
    #expect(harden() == .wrongUsage)
    #expect(harden("--fraction", "2") == .wrongUsage)
    #expect(harden("--fraction", "0.1", "--budget", "flash=9KiB") == .wrongUsage)
    #expect(harden("--budget", "flash=lots") == .wrongUsage)
    #expect(harden("--fraction", "0.1", "--scheme", "tmr") == .wrongUsage)
    #expect(harden("--fraction", "0.1", "--scheme", "tmr-weights,tmr-compute") == .wrongUsage)
    #expect(harden("--fraction", "0.1", "--board", "nowhere") == .wrongUsage)
    #expect(harden("--budget", "flash=10B") == .wrongUsage)
    #expect(!folder.names.contains("o"))
  }

  @Test func damagedRankingsAre65() throws {
    let empty = try folder.file("e.json", "{}")
    #expect(
      CapturedRun(
        "harden", model, "--ranking", empty, "--fraction", "1", "--output", folder.path("o")
      ).code == .unreadableData)
  }
}
