import Foundation
import RedoubtModel
import TemporaryFiles
import Testing

@testable import redoubt

/// The commands on float networks: an ONNX file that ships, and a small `.tflite` file.
@Suite struct FloatNetworkCommandTests {
  private let folder: TemporaryFolder
  private let small: String

  private var onnx: String { Checkout.path("quantized/digits/digits.onnx") }

  init() throws {
    folder = try TemporaryFolder()
    // Two channels of a row of three cells: their difference, and a sum over all.
    var graph = Graph()
    let x = graph.add(Value(name: "x", shape: [1, 1, 3, 2]))
    graph.inputs = [x]
    let weights = graph.addConstant([1, -1], shape: [1, 1, 1, 2], named: "weights")
    let bias = graph.addConstant([0.5], shape: [1], named: "bias")
    let difference = try graph.append(
      Conv2DKind(window: WindowAttributes(padding: .valid)), named: "difference", inputs: [x, weights, bias])
    let ones = graph.addConstant([1, 1, 1, 1, 1, 1], shape: [1, 6], named: "ones")
    let sum = try graph.append(FullyConnectedKind(), named: "sum", inputs: [x, ones])
    graph.outputs = difference + sum
    small = try folder.file("small.tflite", try TFLiteWriter(graph).bytes())
  }

  private func bytes(_ numbers: [Float]) -> [UInt8] {
    numbers.flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> UInt32(8 * $0)) }
    }
  }

  @Test func inspectCountsTheBytesOfFloatTensors() throws {
    let object = try CapturedRun("inspect", small, "--json").object()
    #expect(object["macs"] as? Int == 6 + 6)
    #expect(object["weightBytes"] as? Int == 4 * 8 && object["biasBytes"] as? Int == 4)
    // The input and one output are live together, then both outputs too.
    #expect(object["arenaLowerBoundBytes"] as? Int == 4 * (6 + 3 + 1))
    #expect(object["arenaBytes"] as? Int ?? 0 >= 40)
    #expect(object["scratchBytes"] as? Int == 0 && object["stateBytes"] as? Int == 0)
    let operators = try #require(object["operators"] as? [[String: Any]])
    #expect(operators.map { $0["name"] as? String } == ["CONV_2D", "FULLY_CONNECTED"])
    #expect(operators[0]["outputShape"] as? [Int] == [1, 1, 3, 1] && operators[0]["macs"] as? Int == 6)
    let map = CapturedRun("inspect", onnx, "--map", "--svg", folder.path("plan.svg"))
    #expect(map.code == .done && map.output.contains("float32") && !map.output.contains("owner"))
    #expect(!map.output.contains("TRANSPOSE"))
    #expect(folder.names.contains("plan.svg"))
  }

  @Test func runTakesAndGivesFloatRecords() throws {
    let input = try folder.file("in.bin", bytes([1, 2, 3, 4, 5, 7] + [0, 0, 1, 0, 0, 0]))
    let object = try CapturedRun("run", small, "--input", input, "--output", folder.path("o.bin"), "--json")
      .object()
    #expect(object["records"] as? Int == 2 && object["secondsPerRecord"] as? Double ?? 0 > 0)
    #expect(try folder.bytes("o.bin") == bytes([-0.5, -0.5, -1.5, 22] + [0.5, 1.5, 0.5, 1]))
    #expect(
      CapturedRun("run", small, "--input", input).output == "0: -0.5 -0.5 -1.5 | 22.0\n1: 0.5 1.5 0.5 | 1.0\n"
    )
    let cut = try folder.file("cut.bin", [1, 2, 3])
    #expect(CapturedRun("run", small, "--input", cut).code == .unreadableData)
  }

  @Test func evaluateGivesTheAccuracyOfTheModelCard() throws {
    let images = Checkout.path("quantized/digits/test-images.idx")
    let labels = Checkout.path("quantized/digits/test-labels.idx")
    let object = try CapturedRun("evaluate", onnx, "--dataset", "idx:\(images),labels=\(labels)", "--json")
      .object()
    #expect(object["correct"] as? Int == 498 && object["count"] as? Int == 500)
    let scaled = try CapturedRun(
      "evaluate", onnx, "--dataset", "idx:\(images),labels=\(labels),limit=100,mean=0.5,std=0.001", "--json"
    ).object()
    #expect(scaled["count"] as? Int == 100 && scaled["correct"] as? Int ?? 100 < 100)
  }

  @Test func evaluateNeedsOneInputAndScores() throws {
    let data = try folder.file("d.bin", bytes([1, 2, 3, 4, 5, 7]))
    let labels = try folder.file("l.csv", "index,label\n0,3\n")
    let run = CapturedRun("evaluate", small, "--dataset", "float:\(data),labels=\(labels)")
    #expect(run.code == .unreadableData && run.diagnostics.contains("3"), "\(run.diagnostics)")
  }

  @Test func brokenNetworksAre65AndNameTheNode() throws {
    let file = [UInt8](try Data(contentsOf: URL(fileURLWithPath: onnx)))
    for length in [1, 7, 100, file.count / 2, file.count - 1] {
      let run = CapturedRun("inspect", try folder.file("cut.onnx", Array(file[..<length])))
      #expect(run.code == .unreadableData && run.diagnostics.hasPrefix("Error: "), "\(length) bytes")
    }
    let model = [UInt8](try folder.bytes("small.tflite"))
    for length in [8, 20, model.count / 2, model.count - 12] {
      let run = CapturedRun("inspect", try folder.file("cut.tflite", Array(model[..<length])))
      #expect(run.code == .unreadableData && run.diagnostics.hasPrefix("Error: "), "\(length) bytes")
    }
    // Field 4 of a node, its type, with four letters.
    let relu: [UInt8] = [0x22, 4] + Array("Relu".utf8)
    let place = try #require(file.indices.first { file[$0...].starts(with: relu) })
    var unknown = file
    unknown[place + 2] = UInt8(ascii: "Z")
    let path = try folder.file("unknown.onnx", unknown)
    for arguments in [
      ["inspect", path], ["run", path, "--input", small],
      ["evaluate", path, "--dataset", "cifar10:\(small)"],
    ] {
      let output = CapturedRun(arguments)
      #expect(output.code == .unreadableData)
      #expect(output.diagnostics.contains("Zelu") && output.diagnostics.contains(path))
    }
  }
}
