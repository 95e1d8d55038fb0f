import ModelFixtures
import Testing

@testable import RedoubtCore

@Suite struct MemoryPlannerTests {
  static let seeds = 0..<60

  /// Graph number `i` of this run.
  private func graph(_ i: Int, steps: Int = 12) -> RandomGraph {
    var random = SeededGenerator(seed: SeededGenerator.runSeed &+ UInt64(i) &* 7919)
    return RandomGraph(using: &random, steps: steps)
  }

  private func open(_ model: ModelFixture, arenaBytes: Int = 1 << 14) throws -> OwnedInterpreter {
    try OwnedInterpreter(model.file, arenaBytes: arenaBytes, operators: GraphOperators.self)
  }

  private func scratchRange(_ interpreter: OwnedInterpreter, _ step: Int, _ graph: RandomGraph) -> Range<Int>
  {
    let arena = interpreter.arena
    let word = StateTable.scratch(step, tensorCount: graph.sizes.count)
    let area = Int(arena.load(fromByteOffset: StateTable.tensorArea, as: UInt32.self))
    let start = area + Int(arena.load(fromByteOffset: word, as: UInt32.self))
    return start..<start + graph.scratch[step]
  }

  @Test(arguments: seeds)
  func liveTensorsNeverOverlap(_ seed: Int) throws {
    let graph = graph(seed)
    let interpreter = try open(graph.model)
    let ranges = try graph.sizes.indices.map { try interpreter.range(ofTensor: $0) }
    let first = StateTable.byteCount(tensorCount: graph.sizes.count, operatorCount: graph.scratch.count)
    for range in ranges {
      #expect(range.lowerBound >= first && range.upperBound <= interpreter.plan.requiredBytes)
      #expect(range.lowerBound % 4 == 0)
    }
    for (a, b) in graph.rivals { #expect(!ranges[a].overlaps(ranges[b]), "tensors \(a), \(b)") }
    for step in graph.scratch.indices where graph.scratch[step] > 0 {
      let scratch = scratchRange(interpreter, step, graph)
      #expect(scratch.lowerBound % 4 == 0 && scratch.upperBound <= interpreter.plan.requiredBytes)
      for tensor in ranges.indices where graph.lives[tensor].contains(step) {
        #expect(!ranges[tensor].overlaps(scratch), "scratch of \(step), tensor \(tensor)")
      }
    }
  }

  @Test(arguments: seeds)
  func planStatesWhatItNeeds(_ seed: Int) throws {
    let graph = graph(seed)
    let plan = try open(graph.model).plan
    #expect(plan.arenaLowerBoundBytes == graph.peak)
    #expect(plan.arenaBytes >= graph.peak)
    #expect(plan.scratchBytes == graph.scratch.max())
    let table = StateTable.byteCount(tensorCount: graph.sizes.count, operatorCount: graph.scratch.count)
    #expect(plan.stateBytes == table + MemoryLayout<Interpreter>.size)
  }

  @Test(arguments: seeds)
  func resultsAreThoseOfSeparateMemories(_ seed: Int) throws {
    // Every tensor of its own, computed here, against the interpreter's shared memory.
    let graph = graph(seed)
    let interpreter = try open(graph.model)
    var values = graph.sizes.map { [Int8](repeating: 0, count: $0) }
    var random = SeededGenerator(seed: UInt64(seed))
    for (i, tensor) in graph.model.inputs.enumerated() {
      values[Int(tensor)] = random.int8s(graph.sizes[Int(tensor)])
      try interpreter.write(values[Int(tensor)], toInput: i)
    }
    try interpreter.interpreter.run(GraphOperators.self)
    for node in graph.model.operators {
      let sum = node.inputs.flatMap { values[Int($0)] }.reduce(Int8(1), &+)
      for output in node.outputs { values[Int(output)] = values[Int(output)].map { _ in sum } }
    }
    for (i, tensor) in graph.model.outputs.enumerated() {
      #expect(try interpreter.output(i) == values[Int(tensor)])
    }
  }

  @Test(arguments: seeds)
  func exactlyTheNamedBytesSuffice(_ seed: Int) throws {
    // As many steps as make the tensors outweigh the list that planning needs.
    let file = graph(seed, steps: 4).model.file
    // Each refusal names more than was given; following them ends at what the plan says.
    var size = 1
    var attempts = 0
    while true {
      do {
        let interpreter = try OwnedInterpreter(file, arenaBytes: size, operators: GraphOperators.self)
        #expect(interpreter.plan.requiredBytes <= size)
        size = interpreter.plan.requiredBytes
        break
      } catch let error as ModelError {
        #expect(error.reason == .arenaTooSmall && Int(error.value) > size)
        size = Int(error.value)
      }
      attempts += 1
      try #require(attempts < 5)
    }
    #expect(throws: Never.self) {
      try OwnedInterpreter(file, arenaBytes: size, operators: GraphOperators.self)
    }
    let refusal = try #require(throws: ModelError.self) {
      try OwnedInterpreter(file, arenaBytes: size - 1, operators: GraphOperators.self)
    }
    #expect(refusal.reason == .arenaTooSmall && Int(refusal.value) >= size)
  }

  @Test func refusalNamesTheBytesOfThePlan() throws {
    let file = ModelFixture.chain([1_000, 500, 2_000]).file
    let need = try OwnedInterpreter(file, operators: GraphOperators.self).plan.requiredBytes
    for size in [need - 1, need - 100, 200] {
      #expect(throws: ModelError(.arenaTooSmall, .subgraphTensors, value: need)) {
        try OwnedInterpreter(file, arenaBytes: size, operators: GraphOperators.self)
      }
    }
  }

  @Test func chainNeedsItsTwoLargestNeighboursOnly() throws {
    let plan = try open(.chain([100, 300, 200, 400, 40])).plan
    #expect(plan.arenaLowerBoundBytes == 600)
    #expect(plan.arenaBytes == 600)
  }

  @Test(arguments: seeds)
  func offlinePlanIsAdopted(_ seed: Int) throws {
    var graph = graph(seed)
    // Every tensor behind the one before, with gaps: nothing overlaps.
    var offsets: [Int32] = []
    var end = 0
    for size in graph.sizes {
      offsets.append(Int32(end))
      end += (size + 3) / 4 * 4 + 16
    }
    graph.model.setOfflinePlan(offsets)
    let interpreter = try open(graph.model)
    let area = try interpreter.range(ofTensor: 0).lowerBound
    for (tensor, offset) in offsets.enumerated() {
      #expect(try interpreter.range(ofTensor: tensor).lowerBound == area + Int(offset))
    }
    #expect(interpreter.plan.arenaBytes == Int(offsets.last!) + (graph.sizes.last! + 3) / 4 * 4)
  }

  @Test(arguments: seeds)
  func offlinePlanIsCompletedWhereItLeavesTensorsOut(_ seed: Int) throws {
    var graph = graph(seed)
    let plain = try open(graph.model)
    let area = Int(plain.arena.load(fromByteOffset: StateTable.tensorArea, as: UInt32.self))
    let offsets = try graph.sizes.indices.map { tensor in
      tensor % 2 == 0 ? Int32(try plain.range(ofTensor: tensor).lowerBound - area) : -1
    }
    graph.model.setOfflinePlan(offsets)
    let interpreter = try open(graph.model)
    for (a, b) in graph.rivals {
      #expect(try !interpreter.range(ofTensor: a).overlaps(interpreter.range(ofTensor: b)))
    }
    for tensor in offsets.indices where offsets[tensor] >= 0 {
      #expect(try interpreter.range(ofTensor: tensor) == plain.range(ofTensor: tensor))
    }
  }

  /// The plan of a chain of three tensors (8, 8, 8 bytes), and the tensor at which it is refused.
  @Test(
    arguments: [
      ([0, 4, 16], 1, 4), ([0, 0, 8], 1, 0), ([0, 8, 12], 2, 12), ([0, 2, 16], 1, 2), ([-2, 8, 16], 0, -2),
      ([0, Int32.max - 3, 16], 1, Int32.max - 3),
    ] as [([Int32], Int, Int32)])
  func overlappingOrMisplacedPlanIsRefused(_ offsets: [Int32], _ tensor: Int, _ value: Int32) {
    var model = ModelFixture.chain([8, 8, 8])
    model.setOfflinePlan(offsets)
    #expect(throws: ModelError(.planInvalid, .modelMetadata, index: tensor, value: Int(value))) {
      try open(model)
    }
  }

  @Test func offlinePlanMayReuseTheMemoryOfTheDead() throws {
    var model = ModelFixture.chain([8, 8, 8])
    model.setOfflinePlan([0, 8, 0])
    #expect(try open(model).plan.arenaBytes == 16)
  }

  @Test func offlinePlanOfAnotherFormIsRefused() {
    var model = ModelFixture.chain([8, 8, 8])
    model.setOfflinePlan([0, 8, 0], version: 2)
    #expect(throws: ModelError(.planInvalid, .modelMetadata, value: 24)) { try open(model) }
    model = .chain([8, 8, 8])
    model.setOfflinePlan([0, 8, 0], subgraph: 1)
    #expect(throws: ModelError(.planInvalid, .modelMetadata, value: 24)) { try open(model) }
    model = .chain([8, 8, 8])
    model.setOfflinePlan([0, 8])
    #expect(throws: ModelError(.planInvalid, .modelMetadata, value: 20)) { try open(model) }
  }
}

extension ModelFixture {
  /// Tensors of these sizes, each made from the one before.
  static func chain(_ sizes: [Int32], scratch: Int32 = 0) -> ModelFixture {
    ModelFixture(
      tensors: sizes.map { .activation([$0]) },
      operators: (1..<Int32(sizes.count)).map {
        OperatorFixture(code: scratch, inputs: [$0 - 1], outputs: [$0])
      })
  }
}
