import RedoubtModel
import Synchronization
import Testing

@Suite struct FloatExecutorTests {
  /// relu(x + 1) × 2, and the sum of both as a second output.
  private func network() throws -> Graph {
    var graph = Graph()
    let input = graph.add(Value(name: "x", shape: [2]))
    graph.inputs = [input]
    let one = graph.addConstant([1], shape: [1], named: "one")
    let two = graph.addConstant([2], shape: [], named: "two")
    let sum = try graph.append(AddKind(activation: .relu), named: "sum", inputs: [input, one])[0]
    let product = try graph.append(MulKind(), named: "product", inputs: [sum, two])[0]
    let both = try graph.append(AddKind(), named: "both", inputs: [sum, product])[0]
    graph.outputs = [product, both]
    return graph
  }

  @Test func outputsComeInTheOrderOfTheModel() throws {
    let results = try FloatExecutor(try network()).run([HostTensor(shape: [2], [-3, 4])])
    #expect(results.map(\.data) == [.float32([0, 10]), .float32([0, 15])])
  }

  @Test func theObserverSeesInputsAndEveryComputedValue() throws {
    let graph = try network()
    var seen: [String: [Float]] = [:]
    _ = try FloatExecutor(graph).run([HostTensor(shape: [2], [-3, 4])]) { seen[graph[$0].name] = $1 }
    #expect(seen == ["x": [-3, 4], "sum": [0, 5], "product": [0, 10], "both": [0, 15]])
  }

  @Test(arguments: [1, 2, 3, 7])
  func recordsStayInOrderOnAnyNumberOfThreads(_ threads: Int) throws {
    let executor = try FloatExecutor(try network())
    let results = try executor.run(records: 50, threads: threads) { i in
      [HostTensor(shape: [2], [Float(i), 0])]
    }
    for (i, outputs) in results.enumerated() { #expect(outputs[0].data == .float32([2 * Float(i) + 2, 2])) }
  }

  @Test func theLowestFailureIsReported() throws {
    let calls = Atomic(0)
    let error = #expect(throws: GraphError.self) {
      try concurrentMap(100, threads: 2) { (i) throws(GraphError) -> Int in
        calls.add(1, ordering: .relaxed)
        if i >= 10 { throw GraphError("\(i)") }
        return i
      }
    }
    #expect(error?.message == "10")
    #expect(calls.load(ordering: .relaxed) < 100)
  }

  @Test func recordsOfAnotherShapeAreRefused() throws {
    let executor = try FloatExecutor(try network())
    #expect(throws: GraphError.self) { try executor.run([HostTensor(shape: [3], [1, 2, 3])]) }
    #expect(throws: GraphError.self) { try executor.run([]) }
    #expect(throws: GraphError.self) { try executor.run([HostTensor(shape: [2], [1])]) }
    #expect(throws: GraphError.self) {
      try executor.run([HostTensor(shape: [2], data: .int32([1, 2]))])
    }
  }

  @Test func operationsOnConstantsAreComputedOnce() throws {
    var graph = Graph()
    let a = graph.addConstant([1, 2], shape: [2], named: "a")
    let doubled = try graph.append(AddKind(), named: "doubled", inputs: [a, a])[0]
    let input = graph.add(Value(name: "x", shape: [2]))
    graph.inputs = [input]
    let sum = try graph.append(AddKind(), named: "sum", inputs: [input, doubled])[0]
    graph.outputs = [sum, doubled, input]
    var seen: [String] = []
    let results = try FloatExecutor(graph).run([HostTensor(shape: [2], [10, 20])]) { id, _ in
      seen.append(graph[id].name)
    }
    #expect(results.map(\.data) == [.float32([12, 24]), .float32([2, 4]), .float32([10, 20])])
    #expect(seen == ["x", "sum"])
  }

  @Test func quantisedConstantsStandForRealNumbers() throws {
    var graph = Graph()
    let input = graph.add(Value(name: "x", shape: [1, 2], type: .int8))
    graph.inputs = [input]
    let weights = graph.add(
      Value(
        name: "w", shape: [2, 2], type: .int8, data: .int8([10, -10, 4, 8]),
        quantization: ValueQuantization(scales: [0.5, 0.25], zeroPoints: [0, 0], dimension: 0)))
    let bias = graph.add(
      Value(
        name: "b", shape: [2], type: .int32, data: .int32([4, -8]),
        quantization: ValueQuantization(scales: [0.5, 0.25], zeroPoints: [0], dimension: 0)))
    graph.outputs = try graph.append(FullyConnectedKind(), named: "fc", inputs: [input, weights, bias])
    #expect(graph[graph.outputs[0]].type == .int8)
    let results = try FloatExecutor(graph).run([HostTensor(shape: [1, 2], [2, 1])])
    #expect(results[0].data == .float32([7, 2]))
  }

  @Test func weightsMayBeComputed() throws {
    var graph = Graph()
    let x = graph.add(Value(name: "x", shape: [1, 2]))
    let w = graph.add(Value(name: "w", shape: [1, 2]))
    graph.inputs = [x, w]
    graph.outputs = try graph.append(FullyConnectedKind(), named: "fc", inputs: [x, w])
    let executor = try FloatExecutor(graph)
    let results = try executor.run([HostTensor(shape: [1, 2], [2, 3]), HostTensor(shape: [1, 2], [5, 7])])
    #expect(results[0].data == .float32([31]))
  }

  @Test func activationsBeyondTheLimitAreRefused() throws {
    var graph = Graph()
    graph.inputs = [graph.add(Value(name: "x", shape: [1 << 14, 1 << 14]))]
    var value = graph.inputs[0]
    for i in 0..<2 { value = try graph.append(ReluKind(), named: "relu \(i)", inputs: [value])[0] }
    graph.outputs = [value, graph.inputs[0]]
    let error = #expect(throws: GraphError.self) { try FloatExecutor(graph) }
    #expect(error?.place == "relu 1")
  }
}
