import ModelFixtures

/// A network with every kind of unit, small enough to be hardened in every way a test needs: CONV_2D with three
/// weights per cell, DEPTHWISE_CONV_2D, ADD, FULLY_CONNECTED.
enum SmallNetwork {
  static let inputCount = 48
  static let classes = 5

  /// - Parameter seed: Of the weights and biases.
  static func fixture(seed: UInt64 = 1, activation: OperatorFixture.Activation = .relu) -> ModelFixture {
    var random = SeededGenerator(seed: seed)
    func scales(_ count: Int) -> [Float] {
      (0..<count).map { _ in Float.random(in: 0.004...0.02, using: &random) }
    }
    return ModelFixture(
      tensors: [
        .activation([1, 4, 4, 3], scale: 0.02, zeroPoint: -3),
        .weights([6, 3, 3, 3], random.int8s(162), scales: scales(6)),
        .bias(random.int32s(6, in: -300...300)),
        .activation([1, 4, 4, 6], scale: 0.03, zeroPoint: -128),
        .weights([1, 3, 3, 6], random.int8s(54), scales: scales(6), axis: 3),
        .bias(random.int32s(6, in: -300...300)),
        .activation([1, 4, 4, 6], scale: 0.05, zeroPoint: 5),
        .activation([1, 4, 4, 6], scale: 0.06, zeroPoint: -20),
        .weights([5, 96], random.int8s(480), scales: [0.01]),
        .bias(random.int32s(5, in: -2000...2000)),
        .activation([1, 5], scale: 0.3, zeroPoint: 2),
      ],
      operators: [
        .conv2D(inputs: [0, 1, 2], output: 3, padding: .same, activation: activation),
        .depthwiseConv2D(inputs: [3, 4, 5], output: 6, padding: .same),
        OperatorFixture(
          code: 0, inputs: [3, 6], outputs: [7], optionsType: 11, options: [0: .int8(0)]),
        .fullyConnected(inputs: [7, 8, 9], output: 10),
      ])
  }

  static func record(_ seed: UInt64) -> [UInt8] {
    var random = SeededGenerator(seed: seed)
    return random.int8s(inputCount).map { UInt8(bitPattern: $0) }
  }
}
