import RedoubtModel
import Testing

@Suite struct FuseActivationsTests {
  /// Operations that the schema lets an activation join.
  private static let producers: [@Sendable (inout GraphBuilder, ValueID) throws -> ValueID] = [
    { b, x in
      try b.append(
        Conv2DKind(window: WindowAttributes(padding: .same)), x, b.random([4, 3, 3, 3]), b.random([4]))
    },
    { b, x in
      try b.append(DepthwiseConv2DKind(window: WindowAttributes(padding: .valid)), x, b.random([1, 3, 3, 3]))
    },
    { b, x in try b.append(FullyConnectedKind(), x, b.random([2, 75])) },
    { b, x in try b.append(AddKind(), x, x) },
    { b, x in try b.append(MulKind(), x, x) },
    { b, x in
      try b.append(
        AveragePool2DKind(
          filter: SpatialExtent(rows: 2, columns: 2), window: WindowAttributes(padding: .valid)), x)
    },
  ]

  @Test(
    arguments: producers.indices,
    [
      (ReluKind() as any OperationKind, FusedActivation.relu), (Relu6Kind(), .relu6),
      (ReluN1To1Kind(), .reluN1To1),
    ])
  func activationsJoinTheOperationBefore(
    _ producer: Int, _ activation: (kind: any OperationKind, fused: FusedActivation)
  ) throws {
    var b = GraphBuilder(seed: 1)
    let x = b.input([1, 5, 5, 3])
    let graph = try b.prepared(try b.append(activation.kind, try Self.producers[producer](&b, x)))
    #expect(graph.operations.map(\.kind.activation) == [activation.fused])
  }

  @Test func aValueThatIsReadElsewhereKeepsItsActivationApart() throws {
    var b = GraphBuilder(seed: 2)
    let x = b.input([1, 6])
    let rows = try b.append(FullyConnectedKind(), x, b.random([6, 6]))
    let relu = try b.append(ReluKind(), rows)
    let other = try b.append(FullyConnectedKind(), x, b.random([6, 6]))
    let otherRelu = try b.append(ReluKind(), other)
    let graph = try b.prepared(try b.append(AddKind(), rows, relu), other, otherRelu)
    #expect(graph.names.filter { $0 == "RELU" }.count == 2)
  }

  @Test func clampsThatFollowOneAnotherBecomeOne() throws {
    var b = GraphBuilder(seed: 3)
    let rows = try b.append(FullyConnectedKind(), b.input([1, 6]), b.random([6, 6]))
    let low = try b.append(MaximumKind(), rows, b.graph.addConstant([-1], shape: [], named: "low"))
    let high = try b.append(MinimumKind(), b.graph.addConstant([1], shape: [1], named: "high"), low)
    let next = try b.append(FullyConnectedKind(), high, b.random([6, 6]))
    let relu = try b.append(ReluKind(), try b.append(ReluKind(), next))
    let last = try b.append(FullyConnectedKind(), relu, b.random([3, 6]))
    let graph = try b.prepared(try b.append(Relu6Kind(), try b.append(ReluKind(), last)))
    #expect(graph.operations.map(\.kind.activation) == [.reluN1To1, .relu, .relu6])
    #expect(graph.names == ["FULLY_CONNECTED", "FULLY_CONNECTED", "FULLY_CONNECTED"])
  }

  @Test func boundsWithoutAnActivationOfTheirOwnStay() throws {
    var b = GraphBuilder(seed: 4)
    let rows = try b.append(FullyConnectedKind(), b.input([1, 6]), b.random([6, 6]))
    let low = try b.append(MaximumKind(), rows, b.graph.addConstant([-0.25], shape: [], named: "low"))
    #expect(try b.prepared(low).names == ["FULLY_CONNECTED", "MAXIMUM"])
  }

  @Test func activationsOfConcatenationsGoToTheParts() throws {
    var b = GraphBuilder(seed: 5)
    let x = b.input([1, 4, 4, 3])
    let window = WindowAttributes(padding: .same)
    let first = try b.append(Conv2DKind(window: window), x, b.random([2, 3, 3, 3]))
    let second = try b.append(Conv2DKind(window: window), x, b.random([5, 1, 1, 3]))
    let joined = try b.append(ConcatenationKind(axis: 3), first, second)
    let graph = try b.prepared(try b.append(ReluKind(), joined))
    #expect(graph.operations.map(\.kind.activation) == [.relu, .relu, .none])
    // The input has no operation that could take the activation in.
    let other = try b.append(
      ConcatenationKind(axis: 3), try b.append(Conv2DKind(window: window), x, b.random([2, 3, 3, 3])), x)
    #expect(try b.prepared(try b.append(ReluKind(), other)).names == ["CONV_2D", "CONCATENATION", "RELU"])
  }
}
