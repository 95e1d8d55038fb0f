import ModelFixtures
import RedoubtModel
import Testing

@testable import RedoubtQuantizer

@Suite struct EqualizationTests {
  @Test(arguments: [0.5, 1]) func theNetworkComputesTheSame(strength: Double) throws {
    let graph = try RandomNetwork(seed: 5).graph
    let records = RandomNetwork.records(8)
    let calibration = try Calibration(graph, records, threads: 1) { _ in }
    let equalized = try graph.equalized(calibration.reach, strength: strength)
    let (before, after) = (try FloatExecutor(graph), try FloatExecutor(equalized))
    for i in 0..<8 {
      let (a, b) = (try before.run(try records.record(i)), try after.run(try records.record(i)))
      for (x, y) in zip(a[0].data.floats ?? [], b[0].data.floats ?? []) { #expect(abs(x - y) < 1e-5) }
    }
  }

  @Test func channelsComeNearerToTheLargest() throws {
    let graph = try RandomNetwork(seed: 5).graph
    let records = RandomNetwork.records(8)
    func spread(_ graph: Graph) throws -> Float {
      let calibration = try Calibration(graph, records, threads: 1) { _ in }
      let last = try #require(graph.operations.first { $0.name == "last" }?.outputs[0])
      let reach = (calibration.reach[last.index] ?? []).filter { $0 > 0 }
      return (reach.max() ?? 0) / (reach.min() ?? 1)
    }
    let calibration = try Calibration(graph, records, threads: 1) { _ in }
    let after = try spread(try graph.equalized(calibration.reach, strength: 1))
    #expect(after < (try spread(graph)) / 2)
  }

  @Test func channelsOfASumAndOfWhatItJoinsAreOneClass() throws {
    let graph = try RandomNetwork(seed: 5).graph
    let classes = ChannelClasses(graph)
    func member(_ name: String, _ channel: Int) throws -> Int {
      let id = try #require(graph.operations.first { $0.name == name }?.outputs[0])
      return classes.first(of: classes.members(id).lowerBound + channel)
    }
    #expect(try member("first", 2) == member("second", 2))
    #expect(try member("first", 2) == member("joined", 2))
    #expect(try member("depthwise", 2) == member("joined", 8))
    #expect(try member("first", 2) != member("first", 3))
    #expect(classes.canScale(try member("first", 2)))
    #expect(!classes.canScale(try member("logits", 0)))
    #expect(!classes.canScale(classes.members(graph.inputs[0]).lowerBound))
  }
}

@Suite struct QuantizationGroupsTests {
  /// Two functions with fixed outputs of different scale, and a third tensor, side by side.
  @Test func differentDemandsAreParted() throws {
    var graph = Graph()
    let x = graph.add(Value(name: "x", shape: [1, 4]))
    graph.inputs = [x]
    let a = try graph.append(LogisticKind(), named: "a", inputs: [x])[0]
    let b = try graph.append(TanhKind(), named: "b", inputs: [x])[0]
    graph.outputs = try graph.append(ConcatenationKind(axis: 1), named: "joined", inputs: [a, b, x])
    let groups = try QuantizationGroups(joining: &graph)
    #expect(graph.operations.filter { $0.kind is QuantizeKind }.count == 2)
    #expect(groups.demand(on: graph.outputs[0]) == nil)
    #expect(groups.first(of: x) == groups.first(of: graph.outputs[0]))
    let network = try Quantizer(method: .fixed(.minmax)).quantize(
      graph, calibration: RandomNetwork.records(4, shape: [1, 4]))
    #expect(network.fidelity.maxAbsoluteError < 0.02)
  }

  @Test func oneDemandIsPassedOn() throws {
    var graph = Graph()
    let x = graph.add(Value(name: "x", shape: [1, 4]))
    graph.inputs = [x]
    let a = try graph.append(LogisticKind(), named: "a", inputs: [x])[0]
    let shape = graph.addConstant([4, 1] as [Int32], named: "shape")
    graph.outputs = try graph.append(ReshapeKind(), named: "b", inputs: [a, shape])
    let groups = try QuantizationGroups(joining: &graph)
    #expect(graph.operations.count == 2)
    #expect(groups.demand(on: graph.outputs[0]) == AffineQuantization(scale: 1 / 256, zeroPoint: -128))
  }

  @Test func anOperatorWithoutAnInt8KernelIsNamed() throws {
    var graph = Graph()
    let x = graph.add(Value(name: "x", shape: [1, 4]))
    graph.inputs = [x]
    graph.outputs = try graph.append(ReluN1To1Kind(), named: "clip", inputs: [x])
    let error = #expect(throws: GraphError.self) { _ = try QuantizationGroups(joining: &graph) }
    #expect(error?.place == "clip")
    #expect(error?.message.hasPrefix("RELU_N1_TO_1 has no int8 kernel") == true)
  }
}
