import ModelFixtures
import RedoubtModel
import Testing

/// A graph under construction, with random weights.
struct GraphBuilder {
  var graph = Graph()
  var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func input(_ shape: [Int]) -> ValueID {
    let id = graph.add(Value(name: "x", shape: shape))
    graph.inputs.append(id)
    return id
  }

  mutating func random(_ shape: [Int]) -> ValueID {
    let elements = (0..<shape.elementCount).map { _ in Float.random(in: -1...1, using: &generator) }
    return graph.addConstant(elements, shape: shape, named: "constant")
  }

  mutating func integers(_ elements: [Int32], shape: [Int]? = nil) -> ValueID {
    graph.addConstant(elements, shape: shape, named: "integers")
  }

  mutating func append(_ kind: any OperationKind, _ inputs: ValueID...) throws -> ValueID {
    try graph.append(kind, named: "operation \(graph.operations.count)", inputs: inputs)[0]
  }

  mutating func transpose(_ value: ValueID, _ order: [Int32]) throws -> ValueID {
    try append(TransposeKind(), value, integers(order))
  }

  mutating func reshape(_ value: ValueID, _ shape: [Int32]) throws -> ValueID {
    try append(ReshapeKind(), value, integers(shape))
  }

  /// A 3 × 3 convolution of [N, C, H, W].
  mutating func convolution(_ value: ValueID, _ channels: Int) throws -> ValueID {
    let image = try transpose(value, [0, 2, 3, 1])
    let weights = random([channels, 3, 3, graph[value].shape[1]])
    let result = try append(
      Conv2DKind(window: WindowAttributes(padding: .same)), image, weights, random([channels]))
    return try transpose(result, [0, 3, 1, 2])
  }

  /// A record of random inputs.
  mutating func record() -> [HostTensor] {
    graph.inputs.map { graph[$0].shape }.map { shape in
      HostTensor(
        shape: shape, (0..<shape.elementCount).map { _ in Float.random(in: -1...1, using: &generator) })
    }
  }

  /// Checks that every stage of the passes computes the same as the graph itself.
  ///
  /// - Returns: The graph without transposes.
  mutating func checked(_ outputs: ValueID...) throws -> Graph {
    graph.outputs = outputs
    let inputs = record()
    let expected = try graph.outputs(for: inputs)
    let variants = try graph.variants()
    for variant in variants {
      for (result, tensor) in zip(try variant.outputs(for: inputs), expected) {
        #expect(result.shape == tensor.shape)
        #expect(result.isNear(tensor.data.floats ?? []))
      }
    }
    return variants[1]
  }

  /// Checks that the graph as the quantiser takes it computes the same, to 1e-5 of the largest output.
  ///
  /// - Returns: That graph.
  mutating func prepared(_ outputs: ValueID...) throws -> Graph {
    graph.outputs = outputs
    let prepared = try graph.preparedForQuantization()
    for _ in 0..<2 {
      let inputs = record()
      let expected = try graph.outputs(for: inputs)
      let results = try prepared.outputs(for: inputs)
      #expect(results.map(\.shape) == expected.map(\.shape))
      for (result, tensor) in zip(results, expected) {
        guard let elements = tensor.data.floats else {
          #expect(result.data == tensor.data)
          continue
        }
        let largest = elements.reduce(1) { max($0, $1.magnitude) }
        #expect(result.isNear(elements, tolerance: 1e-5 * largest))
      }
    }
    return prepared
  }
}

extension Graph {
  /// Names of the operations, in order.
  var names: [String] { operations.map { type(of: $0.kind).name } }
}
