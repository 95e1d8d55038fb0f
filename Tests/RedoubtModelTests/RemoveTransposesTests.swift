import ModelFixtures
import RedoubtModel
import Testing

/// Networks as channels-first formats give them: convolutions between transposes.
@Suite struct RemoveTransposesTests {
  @Test func residualsAndConcatenationsLoseTheirTransposes() throws {
    var b = GraphBuilder(seed: 5)
    let a = try b.convolution(b.input([1, 3, 6, 5]), 4)
    let relu = try b.append(ReluKind(), a)
    let sum = try b.append(AddKind(), try b.convolution(relu, 4), relu)
    let scaled = try b.append(MulKind(), sum, b.random([4, 1, 1]))
    let joined = try b.append(ConcatenationKind(axis: 1), scaled, relu)
    let mean = try b.append(
      MeanKind(keepsDimensions: false), try b.convolution(joined, 2), b.integers([2, 3]))
    let graph = try b.checked(mean)
    #expect(graph.transposeCount == 0)
    #expect(graph[graph.inputs[0]].shape == [1, 6, 5, 3])
    #expect(graph.filePermutations[graph.inputs[0]] == [0, 2, 3, 1])
  }

  @Test func flattenedImagesTakeTheOrderOfTheWeights() throws {
    var b = GraphBuilder(seed: 5)
    let image = try b.convolution(b.input([1, 3, 4, 4]), 2)
    let row = try b.append(ReluKind(), try b.reshape(image, [1, 32]))
    let scaled = try b.append(MulKind(), row, b.random([32]))
    let result = try b.append(FullyConnectedKind(), scaled, b.random([5, 32]), b.random([5]))
    #expect(try b.checked(result).transposeCount == 0)
  }

  @Test func severalFlattenedImagesMayBeJoined() throws {
    var b = GraphBuilder(seed: 5)
    let first = try b.reshape(try b.convolution(b.input([1, 3, 4, 4]), 2), [1, 32])
    let second = try b.reshape(try b.convolution(b.graph.inputs[0], 3), [1, 48])
    let joined = try b.append(ConcatenationKind(axis: 1), first, second)
    let result = try b.append(FullyConnectedKind(), joined, b.random([5, 80]))
    #expect(try b.checked(result).transposeCount == 0)
  }

  @Test func flattenedImagesThatLeaveTheNetworkKeepTheirOrder() throws {
    var b = GraphBuilder(seed: 5)
    let row = try b.reshape(try b.convolution(b.input([1, 3, 4, 4]), 2), [1, 32])
    #expect(try b.checked(row).transposeCount == 1)
  }

  @Test func decodersTakeTheOrderOfTheirImages() throws {
    var b = GraphBuilder(seed: 5)
    let row = try b.append(FullyConnectedKind(), b.input([1, 6]), b.random([32, 6]), b.random([32]))
    let image = try b.reshape(try b.append(ReluKind(), row), [1, 2, 4, 4])
    let graph = try b.checked(try b.convolution(image, 3))
    #expect(graph.transposeCount == 0)
    #expect(graph.filePermutations[graph.outputs[0]] == [0, 2, 3, 1])
  }

  @Test func excitationByFullyConnectedLayersStaysChannelsLast() throws {
    var b = GraphBuilder(seed: 5)
    let image = try b.convolution(b.input([1, 3, 4, 4]), 4)
    let mean = try b.append(MeanKind(keepsDimensions: false), image, b.integers([2, 3]))
    let gate = try b.append(
      LogisticKind(), try b.append(FullyConnectedKind(), mean, b.random([4, 4])))
    let product = try b.append(MulKind(), image, try b.reshape(gate, [1, 4, 1, 1]))
    #expect(try b.checked(product).transposeCount == 0)
  }

  @Test func padsSlicesAndSplitsFollowTheirDimensions() throws {
    var b = GraphBuilder(seed: 5)
    let image = try b.convolution(b.input([1, 3, 4, 6]), 4)
    let padded = try b.append(PadKind(), image, b.integers([0, 0, 1, 0, 0, 2, 3, 0], shape: [4, 2]))
    let cut = try b.append(SliceKind(), padded, b.integers([0, 1, 2, 3]), b.integers([1, 4, 4, 5]))
    let strided = try b.append(
      StridedSliceKind(endMask: 0b1000), cut, b.integers([0, 0, 3, 0]), b.integers([1, 4, 0, 0]),
      b.integers([1, 2, -1, 2]))
    let parts = try b.graph.append(
      SplitKind(parts: 2), named: "split", inputs: [b.integers([1], shape: []), strided])
    let maximum = try b.append(ReduceMaxKind(keepsDimensions: true), parts[0], b.integers([1, 3]))
    #expect(try b.checked(try b.convolution(parts[1], 2), maximum).transposeCount == 0)
  }

  @Test func sequencesAreRowsWithoutTransposes() throws {
    var b = GraphBuilder(seed: 5)
    func layer(_ b: inout GraphBuilder, _ value: ValueID, _ channels: Int) throws -> ValueID {
      let shape = b.graph[value].shape
      let row = try b.reshape(value, [1, Int32(shape[1]), 1, Int32(shape[2])])
      return try b.reshape(try b.convolution(row, channels), [1, Int32(channels), Int32(shape[2])])
    }
    let first = try b.append(AddKind(), try layer(&b, b.input([1, 3, 9]), 4), b.random([4, 1]))
    let second = try layer(&b, try b.append(ReluKind(), first), 4)
    let graph = try b.checked(try b.append(AddKind(), second, first))
    #expect(graph.transposeCount == 0)
    #expect(graph.operations.filter { $0.kind is ReshapeKind }.count <= 2)
  }

  @Test func channelShufflesNeedOneTransposeEach() throws {
    var b = GraphBuilder(seed: 5)
    let image = try b.convolution(b.input([1, 3, 4, 5]), 4)
    let groups = try b.transpose(try b.reshape(image, [1, 2, 2, 4, 5]), [0, 2, 1, 3, 4])
    #expect(try b.checked(try b.convolution(try b.reshape(groups, [1, 4, 4, 5]), 2)).transposeCount == 1)
  }

  @Test func channelsLastNetworksKeepTheirInputs() throws {
    var b = GraphBuilder(seed: 5)
    let image = try b.transpose(b.input([1, 4, 5, 3]), [0, 3, 1, 2])
    let graph = try b.checked(try b.transpose(try b.convolution(image, 2), [0, 2, 3, 1]))
    #expect(graph.transposeCount == 0)
    #expect(graph.filePermutations.isEmpty)
  }

  @Test func oneValueMayLeaveTheNetworkInTwoOrders() throws {
    var b = GraphBuilder(seed: 5)
    let image = b.input([1, 3, 4, 5])
    let other = try b.transpose(image, [0, 2, 3, 1])
    let result = try b.convolution(image, 2)
    let turned = try b.transpose(result, [0, 2, 3, 1])
    #expect(try b.checked(other, image, result, turned, result).transposeCount == 0)
  }

  @Test func scalesAndShiftsFoldIntoTheLayerBefore() throws {
    var b = GraphBuilder(seed: 5)
    let image = try b.convolution(b.input([1, 3, 4, 4]), 4)
    let scaled = try b.append(MulKind(), image, b.random([1, 4, 1, 1]))
    let shifted = try b.append(AddKind(activation: .relu), b.random([1, 4, 1, 1]), scaled)
    var graph = try b.checked(try b.append(SubKind(), shifted, b.random([4, 1, 1])))
    graph.foldScalesAndShifts()
    // The subtraction follows the fused activation and stays.
    #expect(graph.operations.map { type(of: $0.kind).name } == ["CONV_2D", "SUB"])
  }
}
