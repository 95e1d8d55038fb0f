import Foundation
import ModelFixtures
import RedoubtCore
import RedoubtModel
import Testing

/// Damaged files end in an error, never in a trap, a hang or much memory.
@Suite struct TFLiteDamageTests {
  private func seedFile() throws -> [UInt8] {
    var operation = OneOperation()
    operation.input([1, 4, 4, 2])
    operation.constant((0..<54).map { Float($0) }, [3, 3, 3, 2])
    operation.constant([1, 2, 3] as [Float], [3])
    try operation.append(Conv2DKind(window: WindowAttributes(padding: .same), activation: .relu))
    let axes = operation.graph.addConstant([1, 2], named: "axes")
    operation.graph.outputs = try operation.graph.append(
      MeanKind(keepsDimensions: false), named: "mean", inputs: [operation.graph.outputs[0], axes])
    return try TFLiteWriter(operation.graph).bytes(metadata: [ModelMetadata(name: "note", bytes: [1, 2])])
  }

  /// Imports, runs and writes again what can still be read.
  ///
  /// - Returns: Whether it could be.
  @discardableResult
  private func exercise(_ file: [UInt8]) throws -> Bool {
    do {
      let importer = TFLiteImporter(file)
      _ = try importer.metadata()
      let graph = try importer.graph()
      _ = try TFLiteWriter(graph).bytes()
      let executor = try FloatExecutor(graph)
      guard graph.values.reduce(0, { $0 + min($1.count, 1 << 20) }) < 1 << 16 else { return true }
      _ = try executor.run(
        graph.inputs.map { HostTensor(shape: graph[$0].shape, .init(repeating: 1, count: graph[$0].count)) })
      return true
    } catch is GraphError { return false } catch is ModelError { return false }
  }

  @Test func everyTruncationIsRefused() throws {
    let file = try seedFile()
    #expect(try exercise(file))
    for count in 0..<(file.count - 64) { try exercise(Array(file.prefix(count))) }
  }

  @Test func everyByteMayChange() throws {
    let file = try seedFile()
    for i in file.indices {
      for value: UInt8 in [0, 1, 0x7f, 0x80, 0xff] where value != file[i] {
        var damaged = file
        damaged[i] = value
        try exercise(damaged)
      }
    }
  }

  /// The fuzzing entry point of the importer: `REDOUBT_FUZZ_SECONDS` says for how long (default 1).
  @Test func randomDamageIsSurvived() throws {
    var generator = SeededGenerator("damage")
    let text = ProcessInfo.processInfo.environment["REDOUBT_FUZZ_SECONDS"]
    let end = Date(timeIntervalSinceNow: text.flatMap(Double.init) ?? 1)
    var files = [try seedFile()]
    if TestData.isPresent {
      files += try ["kws_ref_model", "kws_ref_model_float32"].map {
        try TestData.bytes("models/\($0).tflite")
      }
    }
    while Date() < end {
      var file = files.randomElement(using: &generator) ?? []
      for _ in 0..<Int.random(in: 1...8, using: &generator) {
        let place = Int.random(in: 0..<file.count, using: &generator) & ~3
        let other = Int.random(in: 0..<file.count, using: &generator) & ~3
        switch Int.random(in: 0...3, using: &generator) {
        case 0: file[place] ^= 1 << UInt8.random(in: 0...7, using: &generator)
        case 1: file[place] = UInt8.random(in: 0...255, using: &generator)
        case 2: for k in 0..<4 where max(place, other) + k < file.count { file[place + k] = file[other + k] }
        default:
          let extremes: [UInt32] = [0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, UInt32(file.count)]
          let value = extremes.randomElement(using: &generator) ?? 0
          for k in 0..<4 where place + k < file.count {
            file[place + k] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(k)))
          }
        }
      }
      try exercise(file)
    }
  }

  @Test func unsupportedOperatorsAreNamed() throws {
    var file = try seedFile()
    // The operator code of MEAN (40) becomes FLOOR_MOD (95) in both of its fields.
    let places = file.indices.filter { file[$0] == 40 }
    var errors: [String] = []
    for place in places {
      for other in places where other >= place {
        var changed = file
        changed[place] = 95
        changed[other] = 95
        do { _ = try TFLiteImporter(changed).graph() } catch { errors.append("\(error)") }
      }
    }
    #expect(errors.contains("mean: Operator 1 has builtin code 95 (FLOOR_MOD), which is not supported."))
    file = []
    #expect(throws: ModelError(.notAModel, .fileHeader)) { try TFLiteImporter(file).graph() }
  }

  @Test func partsThatOverlapDoNotMultiplyMemory() throws {
    // 200 tensors whose names are the same 100,000 bytes would be 20 MB from a file of 110 kB.
    var graph = Graph()
    graph.inputs = [graph.add(Value(name: "x", shape: [1]))]
    var value = graph.inputs[0]
    for _ in 0..<200 { value = try graph.append(ReluKind(), named: "r", inputs: [value])[0] }
    graph.outputs = [value]
    graph[graph.inputs[0]].name = String(repeating: "x", count: 100_000)
    var file = try TFLiteWriter(graph).bytes()
    let name =
      try #require((0..<(file.count - 8)).first { file[$0..<($0 + 8)].allSatisfy { $0 == 0x78 } }) - 4
    // Every offset that leads to a name "r" leads to the long one instead, where that lies behind it.
    let lists = (0..<(name / 4)).map { $0 * 4 }
    for place in lists {
      let target = place + Int(file[place]) + Int(file[place + 1]) << 8 + Int(file[place + 2]) << 16
      guard target + 6 < file.count, file[(target)..<(target + 6)].elementsEqual([1, 0, 0, 0, 0x72, 0]) else {
        continue
      }
      for k in 0..<4 { file[place + k] = UInt8(truncatingIfNeeded: (name - place) >> (8 * k)) }
    }
    try exercise(file)
  }
}
