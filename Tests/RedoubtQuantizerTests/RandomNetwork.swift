import ModelFixtures
import RedoubtModel
import RedoubtQuantizer

/// A small residual network with all that equalisation and grouping must see through: a sum, a depthwise convolution,
/// a concatenation, pools, and channels of very different size.
struct RandomNetwork {
  private(set) var graph = Graph()
  private var generator: SeededGenerator

  init(seed: UInt64) throws(GraphError) {
    generator = SeededGenerator(seed: seed)
    let image = graph.add(Value(name: "image", shape: [1, 8, 8, 3]))
    graph.inputs = [image]
    let first = try convolution(image, 6, 3, .relu, "first")
    let second = try convolution(first, 6, 3, .none, "second")
    let sum = try graph.append(AddKind(activation: .relu), named: "sum", inputs: [first, second])[0]
    let deep = try depthwise(sum, "depthwise")
    let joined = try graph.append(
      ConcatenationKind(axis: 3), named: "joined", inputs: [sum, deep])[0]
    let last = try convolution(joined, 8, 1, .relu, "last")
    let axes = graph.addConstant([1, 2] as [Int32], named: "axes")
    let mean = try graph.append(MeanKind(keepsDimensions: false), named: "mean", inputs: [last, axes])[0]
    let weights = graph.addConstant(random(5 * 8, 1), shape: [5, 8], named: "dense/weights")
    let bias = graph.addConstant(random(5, 1), shape: [5], named: "dense/bias")
    let logits = try graph.append(FullyConnectedKind(), named: "logits", inputs: [mean, weights, bias])[0]
    graph.outputs = try graph.append(SoftmaxKind(), named: "softmax", inputs: [logits])
  }

  private mutating func random(_ count: Int, _ limit: Float) -> [Float] {
    (0..<count).map { _ in Float.random(in: -limit...limit, using: &generator) }
  }

  private mutating func convolution(
    _ input: ValueID, _ channels: Int, _ size: Int, _ activation: FusedActivation, _ name: String
  ) throws(GraphError) -> ValueID {
    let depth = size * size * (graph[input].shape.last ?? 1)
    // Every other channel is ten times smaller.
    var (weights, bias): ([Float], [Float]) = ([], [])
    for c in 0..<channels {
      weights += random(depth, c % 2 == 0 ? 0.5 : 0.05)
      bias += random(1, c % 2 == 0 ? 0.5 : 0.05)
    }
    let w = graph.addConstant(
      weights, shape: [channels, size, size, graph[input].shape.last ?? 1], named: "\(name)/weights")
    let b = graph.addConstant(bias, shape: [channels], named: "\(name)/bias")
    return try graph.append(
      Conv2DKind(window: WindowAttributes(padding: .same), activation: activation), named: name,
      inputs: [input, w, b])[0]
  }

  private mutating func depthwise(_ input: ValueID, _ name: String) throws(GraphError) -> ValueID {
    let channels = graph[input].shape.last ?? 1
    let w = graph.addConstant(
      random(9 * channels, 0.5), shape: [1, 3, 3, channels], named: "\(name)/weights")
    let b = graph.addConstant(random(channels, 0.2), shape: [channels], named: "\(name)/bias")
    return try graph.append(
      DepthwiseConv2DKind(window: WindowAttributes(padding: .same), activation: .relu), named: name,
      inputs: [input, w, b])[0]
  }

  /// Records of numbers between −1 and 1.
  static func records(_ count: Int, shape: [Int] = [1, 8, 8, 3], seed: UInt64 = 77) -> CalibrationRecords {
    CalibrationRecords(count: count) { i in
      var generator = SeededGenerator(seed: seed &+ UInt64(i))
      return [
        HostTensor(
          shape: shape, (0..<shape.elementCount).map { _ in Float.random(in: -1...1, using: &generator) })
      ]
    }
  }
}
