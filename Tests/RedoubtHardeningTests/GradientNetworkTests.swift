import ModelFixtures
import RedoubtModel
import Testing

@testable import RedoubtHardening

/// One operation under test: its kind, its float inputs, and what else it reads.
struct DifferentiatedOperation: Sendable, CustomTestStringConvertible {
  var name: String
  var kind: any OperationKind
  var inputs: [[Int]]
  /// Float constants behind the inputs: shapes; they are drawn.
  var weights: [[Int]] = []
  /// Integer constants behind them.
  var integers: [[Int32]] = []
  /// Whether integer constants come first (SPLIT).
  var integersFirst = false

  var testDescription: String { name }

  static let all: [DifferentiatedOperation] = {
    let same = WindowAttributes(padding: .same, strides: SpatialExtent(rows: 2, columns: 1))
    let valid = WindowAttributes(padding: .valid, dilations: SpatialExtent(rows: 1, columns: 2))
    let pool = WindowAttributes(padding: .same, strides: SpatialExtent(rows: 2, columns: 2))
    let filter = SpatialExtent(rows: 3, columns: 2)
    return [
      .init(
        name: "CONV_2D, SAME, ReLU6", kind: Conv2DKind(window: same, activation: .relu6),
        inputs: [[1, 5, 4, 2]], weights: [[3, 3, 2, 2], [3]]),
      .init(
        name: "CONV_2D, dilated, groups", kind: Conv2DKind(window: valid), inputs: [[2, 4, 5, 4]],
        weights: [[4, 2, 2, 2], [4]]),
      .init(
        name: "DEPTHWISE_CONV_2D", kind: DepthwiseConv2DKind(window: same, depthMultiplier: 2),
        inputs: [[1, 4, 4, 3]], weights: [[1, 3, 3, 6], [6]]),
      .init(
        name: "FULLY_CONNECTED, ReLU", kind: FullyConnectedKind(activation: .relu), inputs: [[3, 4]],
        weights: [[5, 4], [5]]),
      .init(name: "ADD, broadcast", kind: AddKind(), inputs: [[2, 3, 4], [4]]),
      .init(name: "SUB", kind: SubKind(activation: .reluN1To1), inputs: [[2, 3], [2, 3]]),
      .init(name: "MUL, constant", kind: MulKind(), inputs: [[2, 3]], weights: [[3]]),
      .init(name: "MUL, broadcast", kind: MulKind(), inputs: [[2, 1, 3], [4, 3]]),
      .init(name: "MAXIMUM", kind: MaximumKind(), inputs: [[2, 3], [2, 3]]),
      .init(name: "MINIMUM", kind: MinimumKind(), inputs: [[2, 3], [3]]),
      .init(
        name: "AVERAGE_POOL_2D", kind: AveragePool2DKind(filter: filter, window: pool),
        inputs: [[1, 5, 5, 2]]),
      .init(
        name: "MAX_POOL_2D", kind: MaxPool2DKind(filter: filter, window: pool), inputs: [[1, 5, 5, 2]]),
      .init(
        name: "MEAN", kind: MeanKind(keepsDimensions: false), inputs: [[2, 3, 4]], integers: [[1, -1]]),
      .init(
        name: "REDUCE_MAX", kind: ReduceMaxKind(keepsDimensions: true), inputs: [[2, 3, 4]], integers: [[1]]
      ), .init(name: "SOFTMAX", kind: SoftmaxKind(beta: 1.5), inputs: [[2, 4]]),
      .init(name: "LOGISTIC", kind: LogisticKind(), inputs: [[5]]),
      .init(name: "TANH", kind: TanhKind(), inputs: [[5]]),
      .init(name: "RELU", kind: ReluKind(), inputs: [[7]]),
      .init(name: "RELU6", kind: Relu6Kind(), inputs: [[7]]),
      .init(name: "RELU_N1_TO_1", kind: ReluN1To1Kind(), inputs: [[7]]),
      .init(name: "LEAKY_RELU", kind: LeakyReluKind(alpha: 0.3), inputs: [[7]]),
      .init(name: "HARD_SWISH", kind: HardSwishKind(), inputs: [[9]]),
      .init(name: "PRELU", kind: PreluKind(), inputs: [[2, 3, 4]], weights: [[4]]),
      .init(name: "RESHAPE", kind: ReshapeKind(), inputs: [[2, 6]], integers: [[3, 4]]),
      .init(name: "TRANSPOSE", kind: TransposeKind(), inputs: [[2, 3, 4]], integers: [[2, 0, 1]]),
      .init(
        name: "CONCATENATION", kind: ConcatenationKind(axis: -1, activation: .relu),
        inputs: [[2, 3], [2, 2], [2, 1]]),
      .init(name: "SQUEEZE", kind: SqueezeKind(axes: [0]), inputs: [[1, 4]]),
      .init(name: "EXPAND_DIMS", kind: ExpandDimsKind(), inputs: [[3, 4]], integers: [[1]]),
      .init(name: "TILE", kind: TileKind(), inputs: [[2, 3]], integers: [[2, 2]]),
      .init(name: "SLICE", kind: SliceKind(), inputs: [[3, 4]], integers: [[1, 0], [2, 3]]),
      .init(
        name: "SPLIT", kind: SplitKind(parts: 2), inputs: [[2, 4]], integers: [[1]], integersFirst: true),
      .init(
        name: "RESIZE_NEAREST_NEIGHBOR", kind: ResizeNearestNeighborKind(), inputs: [[1, 2, 3, 2]],
        integers: [[4, 5]]),
    ]
  }()
}

@Suite struct GradientNetworkTests {
  /// A graph of one operation whose outputs are joined by a fixed linear form, so that there is one number to derive.
  private struct Subject {
    var graph = Graph()
    var outputs: [ValueID] = []
    let executor: FloatExecutor
    let form: [[Float]]

    init(_ operation: DifferentiatedOperation, _ random: inout SeededGenerator) throws {
      var operands: [ValueID] = []
      for shape in operation.inputs {
        graph.inputs.append(graph.add(Value(name: "input", shape: shape)))
        operands.append(graph.inputs.last!)
      }
      for shape in operation.weights {
        let elements = (0..<shape.elementCount).map { _ in Float.random(in: -1...1, using: &random) }
        operands.append(graph.addConstant(elements, shape: shape, named: "weights"))
      }
      for elements in operation.integers {
        let id = graph.addConstant(
          elements, shape: operation.name == "EXPAND_DIMS" ? [1] : nil, named: "integers")
        if operation.integersFirst { operands.insert(id, at: 0) } else { operands.append(id) }
      }
      if operation.kind is PadKind, let id = operands.last { graph[id].shape = [2, 2] }
      let results = try graph.append(operation.kind, named: operation.name, inputs: operands)
      outputs = results
      graph.outputs = results
      executor = try FloatExecutor(graph)
      let values = graph.values
      form = results.map { values[$0.index].count }.map { count in
        (0..<count).map { _ in Float.random(in: -1...1, using: &random) }
      }
    }

    /// The linear form of the outputs, in double precision.
    func value(_ inputs: [[Float]]) throws -> Double {
      let record = zip(graph.inputs, inputs).map { HostTensor(shape: graph[$0].shape, $1) }
      var sum = 0.0
      for (tensor, factors) in zip(try executor.run(record), form) {
        for (a, b) in zip(tensor.data.floats ?? [], factors) { sum += Double(a) * Double(b) }
      }
      return sum
    }
  }

  @Test(arguments: DifferentiatedOperation.all)
  func gradientsEqualFiniteDifferences(_ operation: DifferentiatedOperation) throws {
    var random = SeededGenerator("gradients")
    let subject = try Subject(operation, &random)
    let inputs = subject.graph.inputs.map { id in
      (0..<subject.graph[id].count).map { _ in Float.random(in: -2...2, using: &random) }
    }
    var values = [[Float]](repeating: [], count: subject.graph.values.count)
    let record = zip(subject.graph.inputs, inputs).map {
      HostTensor(shape: subject.graph[$0].shape, $1)
    }
    _ = try subject.executor.run(record) { values[$0.index] = $1 }
    var found = subject.graph.inputs.map { [Float](repeating: 0, count: subject.graph[$0].count) }
    for (output, form) in zip(subject.outputs, subject.form) {
      let network = try GradientNetwork(subject.graph, from: output)
      let gradients = network.gradients(from: output, seed: form, values: values)
      for (i, id) in subject.graph.inputs.enumerated() {
        for (k, gradient) in gradients[id.index].enumerated() { found[i][k] += gradient }
      }
    }
    let step: Float = 1e-3
    var misses = 0
    for i in inputs.indices {
      for k in inputs[i].indices {
        func shifted(_ by: Float) throws -> Double {
          var changed = inputs
          changed[i][k] += by
          return try subject.value(changed)
        }
        // A kink lies on one side of the point: a near tie of two maxima bends the function along both of them.
        let (below, here, above) = (try shifted(-step), try shifted(0), try shifted(step))
        let slopes = [(above - below) / 2, above - here, here - below].map { $0 / Double(step) }
        let isNear = slopes.contains { abs($0 - Double(found[i][k])) <= 5e-3 * max(1, abs($0)) }
        if !isNear { misses += 1 }
      }
    }
    // Kinks on both sides are seen at most now and then.
    #expect(misses <= 1, "\(operation.name): \(misses) of \(inputs.reduce(0) { $0 + $1.count }) differ")
  }

  @Test func gradientsOfSeveralReadersAddUp() throws {
    var graph = Graph()
    let x = graph.add(Value(name: "x", shape: [3]))
    graph.inputs = [x]
    let y = try graph.append(TanhKind(), named: "tanh", inputs: [x])[0]
    let z = try graph.append(MulKind(), named: "mul", inputs: [x, y])[0]
    let w = try graph.append(AddKind(), named: "add", inputs: [z, y])[0]
    graph.outputs = [w]
    let executor = try FloatExecutor(graph)
    let elements: [Float] = [-0.7, 0.2, 1.3]
    var values = [[Float]](repeating: [], count: graph.values.count)
    _ = try executor.run([HostTensor(shape: [3], elements)]) { values[$0.index] = $1 }
    let gradients = try GradientNetwork(graph, from: w).gradients(
      from: w, seed: [1, 1, 1], values: values)
    for (x, gradient) in zip(elements, gradients[x.index]) {
      // d (x tanh x + tanh x) = tanh x + (x + 1)(1 − tanh² x)
      let t = (1 - 2 / (1 + exponential(2 * Double(x))))
      #expect(abs(Double(gradient) - (t + (Double(x) + 1) * (1 - t * t))) < 1e-5)
    }
  }

  private func exponential(_ x: Double) -> Double {
    (1...40).reversed().reduce(1) { 1 + $0 * x / Double($1) }
  }

  @Test func anOperationWithoutADerivativeIsNamed() throws {
    var graph = Graph()
    graph.inputs = [graph.add(Value(name: "x", shape: [2, 3]))]
    let axis = graph.addConstant([1] as [Int32], shape: [], named: "axis")
    let picked = try graph.append(ArgMaxKind(), named: "pick", inputs: [graph.inputs[0], axis])[0]
    #expect(throws: Never.self) { try GradientNetwork(graph, from: picked) }
    let product = try graph.append(
      ReduceProdKind(keepsDimensions: false), named: "product of all", inputs: [graph.inputs[0], axis])[0]
    do {
      _ = try GradientNetwork(graph, from: product)
      Issue.record("no error")
    } catch {
      #expect(error.place == "product of all" && error.message.contains("REDUCE_PROD has no derivative"))
    }
  }
}
