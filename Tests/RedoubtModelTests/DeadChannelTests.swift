import ModelFixtures
import RedoubtModel
import Testing

@Suite struct DeadChannelTests {
  /// Weights [Cout, KH, KW, Cin] with some output channels that are all `dead`.
  private func weights(
    _ b: inout GraphBuilder, _ shape: [Int], dead: Set<Int>, as number: Float = 0
  ) -> ValueID {
    let id = b.random(shape)
    guard case .float32(var elements)? = b.graph[id].data else { return id }
    let run = elements.count / shape[0]
    for i in elements.indices where dead.contains(i / run) { elements[i] = i % 2 == 0 ? number : -number }
    b.graph[id].data = .float32(elements)
    return id
  }

  private func convolution(
    _ b: inout GraphBuilder, _ x: ValueID, _ channels: Int, kernel: Int = 1, dead: Set<Int> = [],
    as number: Float = 0, padding: WindowAttributes.Padding = .same
  ) throws -> ValueID {
    let shape = [channels, kernel, kernel, b.graph[x].shape[3]]
    return try b.append(
      Conv2DKind(window: WindowAttributes(padding: padding), activation: .relu), x,
      weights(&b, shape, dead: dead, as: number),
      b.graph.addConstant([Float](repeating: 0.5, count: channels), shape: [channels], named: "bias"))
  }

  private func channels(_ graph: Graph) -> [Int] {
    graph.operations.map { graph[$0.outputs[0]].shape.last ?? 0 }
  }

  @Test(arguments: [0, 1e-30] as [Float])
  func deadChannelsLeaveProducersAndConsumers(_ number: Float) throws {
    var b = GraphBuilder(seed: 20)
    let first = try convolution(&b, b.input([1, 5, 5, 3]), 6, kernel: 3, dead: [1, 4], as: number)
    let pool = MaxPool2DKind(
      filter: SpatialExtent(rows: 2, columns: 2), window: WindowAttributes(padding: .valid))
    let second = try convolution(&b, try b.append(pool, try b.append(Relu6Kind(), first)), 2)
    let graph = try b.prepared(second)
    #expect(channels(graph) == [4, 4, 2] || channels(graph) == [4, 4, 4, 2])
  }

  @Test func numbersThatMeetPaddingStay() throws {
    var b = GraphBuilder(seed: 21)
    let first = try convolution(&b, b.input([1, 5, 5, 3]), 6, dead: [1, 4])
    #expect(channels(try b.prepared(try convolution(&b, first, 2, kernel: 3))) == [6, 2])
    #expect(channels(try b.prepared(try convolution(&b, first, 2, kernel: 3, padding: .valid))) == [4, 2])
  }

  @Test func smallWeightsThatMatterStay() throws {
    var b = GraphBuilder(seed: 22)
    let first = try convolution(&b, b.input([1, 5, 5, 3]), 6, dead: [1, 4], as: 1e-6)
    #expect(channels(try b.prepared(try convolution(&b, first, 2))) == [6, 2])
  }

  @Test func depthwiseChannelsThatTheActivationMakesOneNumberGo() throws {
    var b = GraphBuilder(seed: 23)
    let first = try convolution(&b, b.input([1, 5, 5, 3]), 3, dead: [1, 2])
    // Channel 1 is far below 0 at every position, channel 2 differs between borders and middle.
    let middle = b.graph.addConstant(
      (0..<27).map { $0 % 3 == 1 ? -1 : 1 }, shape: [1, 3, 3, 3], named: "weights")
    let depthwise = try b.append(
      DepthwiseConv2DKind(window: WindowAttributes(padding: .same), activation: .relu6), first, middle,
      b.graph.addConstant([0, 0, 0], shape: [3], named: "bias"))
    #expect(channels(try b.prepared(try convolution(&b, depthwise, 2))) == [2, 2, 2])
  }

  @Test func sumsKeepAChannelThatOneOfThemNeeds() throws {
    var b = GraphBuilder(seed: 24)
    let x = b.input([1, 5, 5, 3])
    let first = try convolution(&b, x, 4, dead: [0, 1])
    let second = try convolution(&b, x, 4, dead: [1, 2])
    let graph = try b.prepared(try convolution(&b, try b.append(AddKind(), first, second), 2))
    #expect(channels(graph) == [3, 3, 3, 2])
  }

  @Test func channelsThatNothingReadsGo() throws {
    var b = GraphBuilder(seed: 25)
    let first = try convolution(&b, b.input([1, 4, 4, 3]), 4)
    let other = try convolution(&b, first, 3)
    let joined = try b.append(ConcatenationKind(axis: 3), first, other)
    let row = try b.reshape(joined, [1, 112])
    let rows = b.random([2, 112])
    guard case .float32(var elements)? = b.graph[rows].data else { return }
    for i in elements.indices where [2, 6].contains(i % 7) { elements[i] = 0 }
    b.graph[rows].data = .float32(elements)
    let graph = try b.prepared(try b.append(FullyConnectedKind(), row, rows))
    // Channel 2 of the first is read by the second.
    #expect(channels(graph) == [4, 2, 6, 2])
  }

  @Test func aNetworkWithoutLivingChannelsKeepsOneOfEach() throws {
    var b = GraphBuilder(seed: 26)
    let first = try convolution(&b, b.input([1, 4, 4, 3]), 4, dead: [0, 1, 2, 3])
    #expect(channels(try b.prepared(try convolution(&b, first, 5))) == [1, 5])
  }

  /// About 4 of 5 channels of the visual-wake-words network died in training.
  @Test(.enabled(if: TestData.isPresent, Comment(rawValue: TestData.absence)))
  func theWakeWordsNetworkLosesHalfItsWork() throws {
    var b = GraphBuilder(seed: 27)
    b.graph = try TFLiteImporter(try TestData.bytes("models/vww_96_float.tflite")).graph()
    let graph = try b.prepared(b.graph.outputs[0])
    let weights = graph.operations.reduce(0) { sum, operation in
      sum + (operation.inputs.count > 1 ? operation.inputs[1].map { graph[$0].count } ?? 0 : 0)
    }
    #expect(weights == 29_580)
  }
}
