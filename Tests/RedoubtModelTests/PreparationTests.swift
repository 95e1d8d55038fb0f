import ModelFixtures
import RedoubtModel
import Testing

/// Random small networks: whatever the passes do, the outputs stay.
@Suite struct PreparationTests {
  /// A network of windows, sums, concatenations, activations and constants per channel, some channels dead.
  private static func network(_ b: inout GraphBuilder) throws -> ValueID {
    var images = [b.input([1, Int.random(in: 5...8, using: &b.generator), 6, 3])]
    for _ in 0..<Int.random(in: 3...9, using: &b.generator) {
      images.append(try step(&b, images))
    }
    let last = images[images.count - 1]
    let rows =
      Bool.random(using: &b.generator)
      ? try b.append(
        MeanKind(keepsDimensions: false), last, b.integers([1, 2])) : try b.reshape(last, [1, -1])
    return try b.append(
      FullyConnectedKind(), rows, b.random([3, b.graph[rows].shape[1]]), b.random([3]))
  }

  private static func step(_ b: inout GraphBuilder, _ images: [ValueID]) throws -> ValueID {
    // Mostly the last one, so that networks are deep.
    let x =
      Int.random(in: 0..<3, using: &b.generator) > 0
      ? images[images.count - 1] : images.randomElement(using: &b.generator) ?? images[0]
    let shape = b.graph[x].shape
    switch Int.random(in: 0..<12, using: &b.generator) {
    case 0, 1, 2: return try convolution(&b, x)
    case 3: return try depthwise(&b, x)
    case 4:
      return try b.append(
        [ReluKind(), Relu6Kind(), ReluN1To1Kind()].randomElement(using: &b.generator) ?? ReluKind(), x)
    case 5: return try b.append(MulKind(), x, b.random([shape[3]]))
    case 6: return try b.append(SubKind(), b.random([1, 1, shape[3]]), x)
    case 7: return try b.append(AddKind(activation: .relu), x, b.random([shape[3]]))
    case 8:
      let same = images.filter { b.graph[$0].shape == shape }.randomElement(using: &b.generator) ?? x
      return try b.append(AddKind(), x, same)
    case 9:
      let same = images.filter { b.graph[$0].shape.dropLast() == shape.dropLast() }
      return try b.append(ConcatenationKind(axis: 3), x, same.randomElement(using: &b.generator) ?? x)
    case 10:
      return try b.append(
        PadKind(), x,
        b.integers([0, 0, 1, Int32.random(in: 0...2, using: &b.generator), 1, 1, 0, 0], shape: [4, 2]))
    default:
      let filter = SpatialExtent(rows: 2, columns: 3)
      let window = WindowAttributes(padding: .same)
      return Bool.random(using: &b.generator)
        ? try b.append(MaxPool2DKind(filter: filter, window: window), x)
        : try b.append(AveragePool2DKind(filter: filter, window: window), x)
    }
  }

  private static func window(_ b: inout GraphBuilder, _ shape: [Int], kernel: Int) -> WindowAttributes {
    let stride = Int32.random(in: 1...2, using: &b.generator)
    let fits = shape[1] >= kernel && shape[2] >= kernel
    return WindowAttributes(
      padding: fits && Bool.random(using: &b.generator) ? .valid : .same,
      strides: SpatialExtent(rows: stride, columns: stride))
  }

  /// Numbers of which every third slice along the dimension `of` may be zero.
  private static func weights(_ b: inout GraphBuilder, _ shape: [Int], channelsLast: Bool) -> ValueID {
    let id = b.random(shape)
    let channels = channelsLast ? shape[3] : shape[0]
    let dead = (0..<channels).map { _ in Int.random(in: 0..<3, using: &b.generator) == 0 }
    guard case .float32(var elements)? = b.graph[id].data else { return id }
    for i in elements.indices where dead[channelsLast ? i % channels : i / (elements.count / channels)] {
      elements[i] = 0
    }
    b.graph[id].data = .float32(elements)
    return id
  }

  private static func convolution(_ b: inout GraphBuilder, _ x: ValueID) throws -> ValueID {
    let (shape, kernel) = (b.graph[x].shape, Int.random(in: 1...3, using: &b.generator))
    let channels = Int.random(in: 1...5, using: &b.generator)
    let weights = weights(&b, [channels, kernel, kernel, shape[3]], channelsLast: false)
    return try b.append(
      Conv2DKind(window: window(&b, shape, kernel: kernel)), x, weights, b.random([channels]))
  }

  private static func depthwise(_ b: inout GraphBuilder, _ x: ValueID) throws -> ValueID {
    let (shape, kernel) = (b.graph[x].shape, Int.random(in: 1...3, using: &b.generator))
    let multiplier = Int.random(in: 1...2, using: &b.generator)
    let weights = weights(&b, [1, kernel, kernel, shape[3] * multiplier], channelsLast: true)
    return try b.append(
      DepthwiseConv2DKind(
        window: window(&b, shape, kernel: kernel), depthMultiplier: Int32(multiplier)), x, weights,
      b.random([shape[3] * multiplier]))
  }

  @Test func randomNetworksKeepTheirResults() throws {
    var generator = SeededGenerator("random networks")
    for _ in 0..<150 {
      var b = GraphBuilder(seed: generator.next())
      let output = try Self.network(&b)
      let prepared = try b.prepared(output)
      // Nothing is left to do.
      #expect(try prepared.preparedForQuantization().names == prepared.names)
    }
  }
}
