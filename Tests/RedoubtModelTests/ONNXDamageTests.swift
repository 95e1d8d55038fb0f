import Foundation
import ModelFixtures
import RedoubtModel
import Testing

/// Damaged and malicious files end in an `ONNXError` that names the place, never in a trap, a hang or much memory.
@Suite struct ONNXDamageTests {
  private var seed: ONNXFile {
    var file = ONNXFile(inputs: [("x", [nil, 2, 4, 4])], outputs: ["y"])
    file.initializer("w", .floats((0..<54).map { Float($0) / 50 }, [3, 2, 3, 3]))
    file.initializer("m", .floats((0..<96).map { Float($0) / 99 }, [48, 2]))
    file.initializer("pads", .integers([0, 0, 1, 0, 0, 0, 1, 0]))
    file.initializer("axes", .integers([1]))
    file.node("Pad", ["x", "pads"], ["a"])
    file.node(
      "Conv", ["a", "w"], ["b"], ["pads": .integers([0, 1, 0, 1]), "dilations": .integers([1, 1])])
    file.node(
      "MaxPool", ["b"], ["c"], ["kernel_shape": .integers([2, 2]), "pads": .integers([1, 0, 0, 1])])
    file.node("Softmax", ["c"], ["d"], ["axis": .integer(1)])
    file.node("Flatten", ["d"], ["e"])
    file.node("MatMul", ["e", "m"], ["f"])
    file.node("Unsqueeze", ["f", "axes"], ["y"])
    return file
  }

  /// Imports and changes what can still be read.
  ///
  /// - Returns: The error, nil where there is none.
  @discardableResult
  private func exercise(_ file: [UInt8]) throws -> ONNXError? {
    let graph: Graph
    do throws(ONNXError) { graph = try ONNXImporter(file).graph() } catch { return error }
    // What was imported is consistent, so passes have nothing to complain about.
    _ = try graph.variants()
    return nil
  }

  @Test func everyTruncationIsRefused() throws {
    let file = seed.bytes
    #expect(try exercise(file) == nil)
    for count in 0..<file.count { #expect(try exercise(Array(file.prefix(count))) != nil, "\(count) bytes") }
  }

  @Test func everyByteMayChange() throws {
    let file = seed.bytes
    for i in file.indices {
      for value: UInt8 in [0, 1, 0x0a, 0x7f, 0x80, 0xff] where value != file[i] {
        var damaged = file
        damaged[i] = value
        try exercise(damaged)
      }
    }
  }

  /// The fuzzing entry point of the importer: `REDOUBT_FUZZ_SECONDS` says for how long (default 1).
  @Test func randomDamageIsSurvived() throws {
    var generator = SeededGenerator("onnx damage")
    let text = ProcessInfo.processInfo.environment["REDOUBT_FUZZ_SECONDS"]
    let end = Date(timeIntervalSinceNow: text.flatMap(Double.init) ?? 1)
    var files = [seed.bytes]
    if TestData.isPresent {
      for name in ["s03_resnet_bn_kept", "s05_inception_concat", "s08_pad_explicit"] {
        files.append(try TestData.bytes("golden/onnx/\(name)/model.onnx"))
      }
    }
    while Date() < end {
      var file = files.randomElement(using: &generator) ?? []
      for _ in 0..<Int.random(in: 1...6, using: &generator) where !file.isEmpty {
        let place = Int.random(in: 0..<file.count, using: &generator)
        switch Int.random(in: 0...4, using: &generator) {
        case 0: file[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
        case 1: file[place] = UInt8.random(in: 0...255, using: &generator)
        case 2: file.remove(at: place)
        case 3: file.insert(file.randomElement(using: &generator) ?? 0, at: place)
        default:
          let other = Int.random(in: 0..<file.count, using: &generator)
          for k in 0..<Int.random(in: 1...40, using: &generator) where max(place, other) + k < file.count {
            file[place + k] = file[other + k]
          }
        }
      }
      try exercise(file)
    }
  }

  // MARK: - Named errors

  private func message(_ change: (inout ONNXFile) -> Void, outputs: [String] = ["y"]) -> String {
    var file = ONNXFile(inputs: [("x", [1, 2, 4, 4])], outputs: outputs)
    change(&file)
    do {
      _ = try ONNXImporter(file.bytes).graph()
      return ""
    } catch { return "\(error)" }
  }

  @Test func unsupportedOperatorsAreNamed() {
    let text = message { $0.node("LSTM", ["x"], ["y"]) }
    #expect(
      text == "LSTM node \"y\": The operator LSTM is not supported. Recurrent networks do not run here; use "
        + "convolutions over time.")
    #expect(message { $0.node("FusedConv", ["x"], ["y"], domain: "com.microsoft") }.contains("com.microsoft"))
  }

  @Test func cyclesAreNamed() {
    let text = message {
      $0.node("Add", ["x", "b"], ["a"])
      $0.node("Relu", ["a"], ["b"])
      $0.node("Relu", ["b"], ["y"])
    }
    #expect(text.contains("Add node \"a\": It reads \"b\""))
  }

  @Test func valuesDefinedTwiceAreNamed() {
    let text = message {
      $0.node("Relu", ["x"], ["y"])
      $0.node("Tanh", ["x"], ["y"])
    }
    #expect(text.contains("The name \"y\" is given to two values"))
  }

  @Test func operatorSetsThatAreNotReadAreNamed() {
    var file = ONNXFile(inputs: [("x", [1])], outputs: ["y"], opset: 9)
    file.node("Relu", ["x"], ["y"])
    #expect(throws: ONNXError.self) { try ONNXImporter(file.bytes).graph() }
  }

  @Test(arguments: [[-1, 3], [1 << 20, 1 << 20], [.max, .max], [1 << 40], [3]])
  func tensorsThatClaimMoreThanTheyHaveAreNamed(_ shape: [Int]) {
    let text = message {
      $0.initializer("w", ONNXFile.Tensor(shape: shape, type: 1, fields: ONNXFile.Tensor.raw([0, 0, 0, 0])))
      $0.node("Add", ["x", "w"], ["y"])
    }
    #expect(text.contains("tensor \"w\": "))
  }

  @Test func constantsThatExplodeAreRefusedBeforeTheyAreMade() {
    for (type, operand) in [("ConstantOfShape", "huge"), ("Expand", "one")] {
      let text = message {
        $0.initializer("huge", .integers([1 << 15, 1 << 15]))
        $0.initializer("one", .floats([1], [1, 1]))
        $0.node(type, operand == "one" ? ["one", "huge"] : ["huge"], ["a"])
        $0.node("Relu", ["a"], ["y"])
      }
      #expect(text.contains("\(type) node \"a\": It computes a constant of 8589934592 bytes"))
    }
  }

  @Test func constantsThatGrowTogetherAreRefused() {
    let text = message {
      $0.initializer("size", .integers([1 << 17]))
      for i in 0..<9 {
        $0.node("ConstantOfShape", ["size"], ["a\(i)"])
        $0.node("Relu", ["a\(i)"], ["b\(i)"])
      }
      $0.node("Concat", (0..<9).map { "b\($0)" }, ["y"], ["axis": .integer(0)])
    }
    #expect(text.contains("more than three times what the file holds"))
  }

  @Test func openDimensionsBeyondTheBatchAreNamed() {
    var file = ONNXFile(inputs: [("x", [1, 3, nil, 8])], outputs: ["y"])
    file.node("Relu", ["x"], ["y"])
    let error = #expect(throws: ONNXError.self) { try ONNXImporter(file.bytes).graph() }
    #expect("\(error.map { "\($0)" } ?? "")".contains("network input \"x\": Dimension 2 is not fixed"))
  }

  @Test func activationsBeyondInt32AreRefused() {
    var file = ONNXFile(inputs: [("x", [1, 1 << 20, 1 << 20])], outputs: ["y"])
    file.node("Relu", ["x"], ["y"])
    #expect(throws: ONNXError.self) { try ONNXImporter(file.bytes).graph() }
  }
}
