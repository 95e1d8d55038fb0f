import RedoubtModel
import Testing

@Suite struct FoldScalesForwardTests {
  private static let layers:
    [(name: String, append: @Sendable (inout GraphBuilder, ValueID) throws -> ValueID)] = [
      (
        "convolution",
        { b, x in
          try b.append(
            Conv2DKind(window: WindowAttributes(padding: .valid)), x, b.random([3, 2, 3, 4]), b.random([3]))
        }
      ),
      (
        "groups",
        { b, x in
          try b.append(Conv2DKind(window: WindowAttributes(padding: .same)), x, b.random([6, 1, 1, 2]))
        }
      ),
      (
        "depthwise",
        { b, x in
          try b.append(
            DepthwiseConv2DKind(window: WindowAttributes(padding: .valid), depthMultiplier: 2), x,
            b.random([1, 3, 2, 8]), b.random([8]))
        }
      ),
      ("rows", { b, x in try b.append(FullyConnectedKind(), x, b.random([3, 100]), b.random([3])) }),
    ]

  @Test(arguments: layers.indices)
  func scalesAndShiftsGoIntoTheLayersBehind(_ layer: Int) throws {
    var b = GraphBuilder(seed: 10)
    let x = b.input([1, 5, 5, 4])
    let scaled = try b.append(MulKind(), x, b.random([4]))
    let shifted = try b.append(SubKind(), b.random([1, 1, 1, 4]), scaled)
    let graph = try b.prepared(
      try Self.layers[layer].append(&b, shifted), try Self.layers[3].append(&b, shifted))
    #expect(graph.operations.count == 2)
  }

  @Test func scalesGoThroughPaddingButShiftsDoNot() throws {
    var b = GraphBuilder(seed: 11)
    let x = b.input([1, 5, 5, 4])
    let window = WindowAttributes(padding: .same)
    let scaled = try b.append(MulKind(), x, b.random([4]))
    let shifted = try b.append(AddKind(), x, b.random([4]))
    let graph = try b.prepared(
      try b.append(Conv2DKind(window: window), scaled, b.random([3, 3, 3, 4])),
      try b.append(Conv2DKind(window: window), shifted, b.random([3, 3, 3, 4])))
    #expect(graph.names.sorted() == ["CONV_2D", "CONV_2D", "DEPTHWISE_CONV_2D"])
  }

  /// The pre-activation block of a DenseNet.
  @Test func normalisationBehindAConcatenationBecomesOneDepthwiseConvolution() throws {
    var b = GraphBuilder(seed: 12)
    let x = b.input([1, 5, 5, 4])
    let window = WindowAttributes(padding: .same)
    let grown = try b.append(Conv2DKind(window: window), x, b.random([3, 3, 3, 4]))
    let joined = try b.append(ConcatenationKind(axis: 3), x, grown)
    let scaled = try b.append(MulKind(), joined, b.random([7]))
    let relu = try b.append(ReluKind(), try b.append(AddKind(), scaled, b.random([7])))
    let last = try b.append(Conv2DKind(window: window), relu, b.random([2, 1, 1, 7]))
    let graph = try b.prepared(last, joined)
    #expect(graph.names == ["CONV_2D", "CONCATENATION", "DEPTHWISE_CONV_2D", "CONV_2D"])
    #expect(graph.operations[2].kind.activation == .relu)
  }

  @Test func scalesOfRowsBeforeAnythingElseStay() throws {
    var b = GraphBuilder(seed: 13)
    let scaled = try b.append(MulKind(), b.input([1, 6]), b.random([6]))
    #expect(try b.prepared(try b.append(SoftmaxKind(beta: 1), scaled)).names == ["MUL", "SOFTMAX"])
  }

  @Test func idleOperationsGo() throws {
    var b = GraphBuilder(seed: 14)
    let x = b.input([1, 4, 4, 2])
    let pad = try b.append(PadKind(), x, b.integers([0, 0, 0, 0, 0, 0, 0, 0], shape: [4, 2]))
    let row = try b.reshape(try b.reshape(try b.append(MulKind(), pad, pad), [2, 16]), [1, 32])
    let shape = try b.append(ShapeKind(), x)
    let sum = try b.append(AddKind(), shape, b.integers([1, 1, 1, 1]))
    let graph = try b.prepared(try b.append(FullyConnectedKind(), row, b.random([3, 32])), sum)
    #expect(graph.names == ["MUL", "FULLY_CONNECTED"])
    #expect(graph[graph.outputs[1]].data == .int32([2, 5, 5, 3]))
  }
}
