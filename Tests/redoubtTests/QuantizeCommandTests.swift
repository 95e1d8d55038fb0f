import Foundation
import RedoubtModel
import TemporaryFiles
import Testing

@testable import redoubt

/// `redoubt quantize` on a network of one layer over images of 2 × 2 × 1 pixels.
@Suite struct QuantizeCommandTests {
  private let folder: TemporaryFolder
  private let network, images: String

  init() throws {
    folder = try TemporaryFolder()
    var graph = Graph()
    let image = graph.add(Value(name: "image", shape: [1, 2, 2, 1]))
    graph.inputs = [image]
    let weights = graph.addConstant([1, -1, 0.5, 0.25, -0.5, 1, 1, -2], shape: [2, 4], named: "weights")
    let bias = graph.addConstant([0.5, -0.5] as [Float], shape: [2], named: "bias")
    graph.outputs = try graph.append(FullyConnectedKind(), named: "logits", inputs: [image, weights, bias])
    network = try folder.file("float.tflite", try TFLiteWriter(graph).bytes())
    // Four images in IDX format, and their labels.
    let pixels = (0..<16).map { UInt8($0 * 37 % 256) }
    images = try folder.file("images.idx", [0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 2] + pixels)
    _ = try folder.file("labels.idx", [0, 0, 8, 1, 0, 0, 0, 4, 0, 1, 0, 1])
  }

  private func quantize(_ more: String...) -> CapturedRun {
    CapturedRun(
      [
        "quantize", network, "--calibration", "idx:\(images),mean=0.4,std=0.2", "--output",
        folder.path("int8.tflite"),
      ]
        + more)
  }

  @Test func theFileRemembersItsPreprocessing() throws {
    let run = quantize()
    #expect(run.code == .done && run.diagnostics.isEmpty, "\(run.diagnostics)")
    #expect(run.output.contains("equal to the bound"))
    let labels = "labels=\(folder.path("labels.idx"))"
    let remembered = CapturedRun(
      "evaluate", folder.path("int8.tflite"), "--dataset", "idx:\(images),\(labels)")
    let named = CapturedRun(
      "evaluate", folder.path("int8.tflite"), "--dataset", "idx:\(images),\(labels),mean=0.4,std=0.2")
    #expect(remembered.code == .done && remembered.output == named.output)
    let entries = try TFLiteImporter(try folder.bytes("int8.tflite")).metadata()
    #expect(
      entries.map(\.name) == ["OfflineMemoryAllocation", "redoubt.preprocessing", "redoubt.provenance"])
    let text = String(decoding: entries[2].bytes, as: UTF8.self)
    #expect(text.contains("\"records\":4") && !text.contains(folder.path))
  }

  @Test func theSameRunGivesTheSameBytes() throws {
    #expect(quantize().code == .done)
    let first = try folder.bytes("int8.tflite")
    #expect(quantize().code == .done)
    #expect(try folder.bytes("int8.tflite") == first)
  }

  @Test func jsonHasTheKeysOfAQuantisation() throws {
    let object = try JSONSerialization.jsonObject(with: Data(quantize("--json").output.utf8))
    let members = try #require(object as? [String: Any])
    #expect(members["calibrationRecords"] as? Int == 4)
    #expect(members["maxAbsoluteError"] is Double && members["meanSquaredError"] is Double)
    #expect(members["outputBytes"] as? Int == (try folder.bytes("int8.tflite")).count)
    #expect((members["operators"] as? [[String: Any]])?.first?["signalToNoise"] is Double)
  }

  @Test func aQuantisedNetworkIs65AndNothingIsWritten() throws {
    #expect(quantize().code == .done)
    let run = CapturedRun(
      "quantize", folder.path("int8.tflite"), "--calibration", "idx:\(images)", "--output",
      folder.path("again"))
    #expect(run.code == .unreadableData)
    #expect(run.diagnostics.contains("quantised already"))
    #expect(!folder.names.contains("again"))
  }

  @Test func wrongUsageIs64() {
    #expect(quantize("--method", "best").code == .wrongUsage)
    #expect(CapturedRun("quantize", network, "--output", "x").code == .wrongUsage)
  }
}
