import Foundation
import TemporaryFiles
import Testing

@testable import redoubt

/// The commands inside the test's process: what they print, and how they end.
@Suite struct CommandTests {
  private let small: SmallNetwork
  private var folder: TemporaryFolder { small.folder }
  private var model: String { small.model }
  private var records: String { small.records }

  init() throws { small = try SmallNetwork() }

  @Test func inspectPrintsTheKeysOfAModel() throws {
    let object = try CapturedRun("inspect", model, "--json", "--svg", folder.path("plan.svg")).object()
    let keys = [
      "operators", "macs", "weightBytes", "biasBytes", "arenaBytes", "scratchBytes", "stateBytes",
      "arenaLowerBoundBytes",
    ]
    for key in keys { #expect(object[key] != nil, "\(key)") }
    #expect(object["macs"] as? Int == 12 && object["weightBytes"] as? Int == 12)
    let operators = try #require(object["operators"] as? [[String: Any]])
    #expect(operators[0]["name"] as? String == "FULLY_CONNECTED")
    #expect(operators[0]["outputShape"] as? [Int] == [1, 3] && operators[0]["macs"] as? Int == 12)
    #expect(object["placements"] == nil)
    #expect(try CapturedRun("inspect", model, "--json", "--map").object()["placements"] != nil)
    #expect(String(decoding: try folder.bytes("plan.svg"), as: UTF8.self).hasPrefix("<svg"))
  }

  @Test func inspectDrawsThePlanAsText() {
    let run = CapturedRun("inspect", model)
    #expect(run.code == .done && run.diagnostics.isEmpty)
    #expect(run.output.contains("model.tflite: 1 operators, 12 MACs") && run.output.contains("Memory plan"))
    #expect(
      !run.output.contains("Model file")
        && CapturedRun("inspect", model, "--map").output.contains("Model file"))
  }

  @Test func runWritesTheOutputsOfEveryRecord() throws {
    let object = try CapturedRun(
      "run", model, "--input", records, "--output", folder.path("o.bin"), "--json"
    ).object()
    #expect(object["records"] as? Int == 2 && object["secondsPerRecord"] as? Double ?? 0 > 0)
    #expect(try folder.bytes("o.bin") == [9, 1, 1, 1, 9, 1])
    #expect(CapturedRun("run", model, "--input", records).output == "0: 9 1 1\n1: 1 9 1\n")
  }

  @Test func evaluatePrintsTheKeysOfAnAccuracy() throws {
    let object = try CapturedRun("evaluate", model, "--dataset", small.dataset, "--json").object()
    #expect(
      object["correct"] as? Int == 1 && object["count"] as? Int == 2 && object["top1"] as? Double == 0.5)
    #expect(object["low"] as? Double ?? 1 < 0.5 && object["high"] as? Double ?? 0 > 0.5)
    #expect(
      CapturedRun("evaluate", model, "--dataset", small.dataset).output
        == "top-1 50.00 %: 1 of 2 records right (95 % interval 9.45 % to 90.55 %)\n")
  }

  @Test func benchPrintsTheKeysOfATime() throws {
    let object = try CapturedRun("bench", model, "--seconds", "0.02", "--json").object()
    for key in ["secondsPerInference", "minimumSeconds"] {
      #expect(object[key] as? Double ?? 0 > 0, "\(key)")
    }
    #expect(object["macs"] as? Int == 12)
    let operators = try #require(object["operators"] as? [[String: Any]])
    #expect(operators[0]["name"] as? String == "FULLY_CONNECTED" && operators[0]["seconds"] is Double)
    #expect((object["machine"] as? [String: Any])?["cores"] as? Int ?? 0 > 0)
  }

  @Test func benchWithoutAModelTakesTheShippedDigits() throws {
    let object = try CapturedRun("bench", "--seconds", "0.02", "--json").object()
    #expect(object["macs"] as? Int == 30080)
    #expect(CapturedRun("bench", "--seconds", "0.02").output.hasPrefix("digits.tflite: "))
    let faults = try CapturedRun("bench", "--faults", "--count", "20", "--jobs", "1", "--json").object()
    #expect(faults["inputs"] as? Int == 500)
  }

  @Test func benchOfFaultsPrintsTheRatesOfBothEngines() throws {
    let dataset = "raw:\(records)"
    let object = try CapturedRun(
      "bench", model, "--faults", "--dataset", dataset, "--count", "40", "--jobs", "2", "--json"
    ).object()
    #expect(object["trials"] as? Int == 40 && object["inputs"] as? Int == 2 && object["threads"] as? Int == 2)
    let targets = try #require(object["targets"] as? [[String: Any]])
    #expect(targets.map { $0["name"] as? String } == ["weights", "activations"])
    for target in targets {
      #expect(target["mismatches"] as? Int == 0)
      for key in ["injectionsPerSecond", "plainPerSecond", "ratio"] {
        #expect(target[key] as? Double ?? 0 > 0, "\(key)")
      }
    }
    #expect(CapturedRun("bench", model, "--faults").code == .wrongUsage)
    #expect(CapturedRun("bench", model, "--count", "9").code == .wrongUsage)
    #expect(
      CapturedRun("bench", model, "--faults", "--dataset", dataset, "--count", "0").code == .wrongUsage)
  }

  @Test func wrongUsageIs64WithUsageAndWhereToReadMore() {
    let run = CapturedRun("inspect")
    #expect(run.code == .wrongUsage && run.output.isEmpty)
    #expect(
      run.diagnostics == """
        Error: MODEL is missing. Give an int8 .tflite file, or a float network: .onnx or .tflite.
        Usage: redoubt inspect MODEL [--map] [--svg FILE] [--json]
        See 'redoubt help inspect'.

        """)
    #expect(CapturedRun().code == .wrongUsage)
    #expect(
      CapturedRun("inspct", model).diagnostics.hasPrefix(
        "Error: 'inspct' is not a command. Did you mean 'inspect'?"))
    #expect(CapturedRun("help", "nothing").code == .wrongUsage)
    let board = CapturedRun("footprint", model, "--board", "nrf5240")
    #expect(board.code == .wrongUsage && board.diagnostics.hasSuffix("Did you mean 'nrf52840'?\n"))
    #expect(CapturedRun("evaluate", model, "--dataset", "mnist:x").code == .wrongUsage)
    #expect(CapturedRun("evaluate", model, "--dataset", "raw:\(records)").code == .wrongUsage)
    #expect(CapturedRun("bench", model, "--seconds", "0").code == .wrongUsage)
    #expect(CapturedRun("run", model, "--input", records, "--rounding", "tflite").code == .wrongUsage)
  }

  @Test func brokenModelsAndDataAre65() throws {
    let bytes = try folder.bytes("model.tflite")
    for length in [0, 3, 20, bytes.count / 2, bytes.count - 20] {
      let run = CapturedRun("inspect", try folder.file("cut.tflite", Array(bytes[..<length])))
      #expect(run.code == .unreadableData && run.diagnostics.hasPrefix("Error: "), "\(length) bytes")
    }
    #expect(CapturedRun("inspect", folder.path).code == .unreadableData)
    let odd = try folder.file("odd.bin", [1, 2, 3])
    #expect(CapturedRun("run", model, "--input", odd).code == .unreadableData)
    #expect(CapturedRun("evaluate", model, "--dataset", "cifar10:\(odd)").code == .unreadableData)
  }

  @Test func missingFilesAre66() {
    #expect(CapturedRun("inspect", folder.path("no")).code == .noSuchFile)
    #expect(CapturedRun("run", model, "--input", folder.path("no")).code == .noSuchFile)
    #expect(CapturedRun("evaluate", model, "--dataset", "cifar10:\(folder.path("no"))").code == .noSuchFile)
    #expect(
      CapturedRun("evaluate", model, "--dataset", "raw:\(records),labels=\(folder.path("no"))").code
        == .noSuchFile)
  }

  @Test func whatCannotBeWrittenIs74AndLeavesNothing() {
    let before = folder.names
    for path in [folder.path("none/o.bin"), folder.path] {
      #expect(CapturedRun("run", model, "--input", records, "--output", path).code == .cannotWrite)
      #expect(CapturedRun("inspect", model, "--svg", path).code == .cannotWrite)
    }
    #expect(folder.names == before)
  }

  @Test func anOutputFileIsNotTouchedWhenTheRunFails() throws {
    let output = try folder.file("o.bin", [42])
    let odd = try folder.file("odd.bin", [1, 2, 3])
    #expect(CapturedRun("run", model, "--input", odd, "--output", output).code == .unreadableData)
    #expect(try folder.bytes("o.bin") == [42])
  }

  @Test func progressIsDrawnOnlyForWatchers() throws {
    #expect(CapturedRun("bench", model, "--seconds", "0.3").diagnostics.isEmpty)
    let watched = CapturedRun("bench", model, "--seconds", "0.3", isWatched: true)
    #expect(watched.diagnostics.hasPrefix("\r") && watched.diagnostics.hasSuffix("\r\u{1b}[K"))
    #expect(!watched.diagnostics.contains("\n"))
  }

  @Test func theVersionIsOneLine() {
    #expect(CapturedRun("--version").output == "redoubt \(toolVersion)\n")
  }
}
