import ModelFixtures

/// Models of one operator in sizes as networks have them: what instructions follow from.
enum CostSample {
  /// Files by the order of their operators.
  static var files: [[UInt8]] {
    convolutions + depthwise + fullyConnected + others
  }

  /// Height, width, input and output channels, filter side, stride.
  private static var convolutions: [[UInt8]] {
    let shapes: [(Int32, Int32, Int32, Int32, Int32, Int32)] = [
      (32, 32, 16, 16, 3, 1), (16, 16, 32, 32, 3, 1), (8, 8, 64, 64, 3, 1), (32, 32, 16, 32, 3, 2),
      (25, 5, 64, 64, 1, 1), (6, 6, 128, 128, 1, 1), (24, 24, 16, 32, 1, 1), (32, 32, 16, 32, 1, 2),
      (3, 3, 256, 64, 1, 1), (32, 32, 3, 16, 3, 1), (96, 96, 3, 8, 3, 2), (20, 20, 6, 12, 3, 1),
      (28, 28, 1, 8, 5, 1),
      (49, 10, 1, 64, 6, 2), (8, 8, 1, 8, 3, 1), (16, 16, 2, 4, 3, 1), (4, 4, 5, 8, 1, 1), (8, 8, 8, 8, 3, 1),
      (4, 4, 16, 16, 1, 1),
    ]
    return shapes.map { height, width, depth, channels, side, stride in
      single(
        [1, height, width, depth],
        constants: [
          .weights(
            [channels, side, side, depth], numbers(channels * side * side * depth), scales: scales(channels)),
          .bias((0..<channels).map { $0 * 5 }),
        ], output: [1, (height + stride - 1) / stride, (width + stride - 1) / stride, channels]
      ) {
        .conv2D(inputs: [0, 1, 2], output: $0, padding: .same, stride: (stride, stride), activation: .relu)
      }
    }
  }

  /// Height, width, channels, stride.
  private static var depthwise: [[UInt8]] {
    let shapes: [(Int32, Int32, Int32, Int32)] = [
      (25, 5, 64, 1), (48, 48, 8, 1), (12, 12, 64, 1), (6, 6, 128, 1), (3, 3, 256, 1), (48, 48, 16, 2),
      (24, 24, 32, 2), (12, 12, 64, 2), (6, 6, 128, 2), (8, 8, 8, 1),
      (8, 8, 8, 2),
    ]
    return shapes.map { height, width, channels, stride in
      single(
        [1, height, width, channels],
        constants: [
          .weights([1, 3, 3, channels], numbers(9 * channels), scales: scales(channels), axis: 3),
          .bias((0..<channels).map { $0 * 5 }),
        ], output: [1, (height + stride - 1) / stride, (width + stride - 1) / stride, channels]
      ) {
        .depthwiseConv2D(
          inputs: [0, 1, 2], output: $0, padding: .same, stride: (stride, stride), activation: .relu)
      }
    }
  }

  private static var fullyConnected: [[UInt8]] {
    let shapes: [(Int32, Int32)] = [(640, 128), (128, 128), (128, 8), (8, 128), (64, 10), (256, 32)]
    return shapes.map { depth, channels in
      single(
        [1, depth],
        constants: [
          .weights([channels, depth], numbers(channels * depth), scales: [0.02]),
          .bias((0..<channels).map { $0 * 5 }),
        ], output: [1, channels]
      ) { .fullyConnected(inputs: [0, 1, 2], output: $0, activation: .relu) }
    }
  }

  private static var others: [[UInt8]] {
    var files: [[UInt8]] = []
    for (side, depth) in [(Int32(32), Int32(16)), (8, 64), (4, 20)] {
      let image: [Int32] = [1, side, side, depth]
      files.append(simple(0, image, output: image, inputs: [0, 0], options: (11, [0: .int8(0)])))
      let pool: [Int: FlatValue] = [
        0: .int8(1), 1: .int32(2), 2: .int32(2), 3: .int32(2), 4: .int32(2), 5: .int8(0),
      ]
      for code: Int32 in [1, 17] {
        files.append(simple(code, image, output: [1, side / 2, side / 2, depth], options: (5, pool)))
      }
      files.append(
        simple(
          22, image, output: [1, side * side * depth], constants: [.bias([1, side * side * depth])],
          options: (17, [0: .numbers([1, side * side * depth])])))
      files.append(simple(19, image, output: image))
      files.append(simple(21, image, output: image))
      var amounts = TensorFixture.bias([0, 0, 1, 1, 1, 1, 0, 0])
      amounts.shape = [4, 2]
      files.append(
        simple(34, image, output: [1, side + 2, side + 2, depth], constants: [amounts], options: (22, [:])))
      files.append(
        simple(40, image, output: [1, depth], constants: [.bias([1, 2])], options: (27, [0: .uint8(0)])))
      files.append(
        simple(
          2, image, output: [1, side, side, 2 * depth], inputs: [0, 0],
          options: (10, [0: .int32(3), 1: .int8(0)])))
      files.append(simple(25, [1, depth], output: [1, depth], scale: 1 / 256, options: (9, [0: .float(1)])))
    }
    return files
  }

  /// Zero points as behind a RELU: then the range of the outputs is that of int8, which the fast kernels are for.
  private static func single(
    _ input: [Int32], constants: [TensorFixture], output: [Int32], _ operation: (Int32) -> OperatorFixture
  ) -> [UInt8] {
    let tensors =
      [TensorFixture.activation(input, scale: 0.05, zeroPoint: -128)] + constants
      + [.activation(output, scale: 0.07, zeroPoint: -128)]
    return ModelFixture(tensors: tensors, operators: [operation(Int32(tensors.count - 1))]).file
  }

  private static func simple(
    _ code: Int32, _ input: [Int32], output: [Int32], constants: [TensorFixture] = [], inputs: [Int32] = [0],
    scale: Float = 0.05, options: (type: UInt8, fields: [Int: FlatValue]) = (0, [:])
  ) -> [UInt8] {
    let zeroPoint: Int64 = scale == 0.05 ? -3 : -128
    let tensors =
      [TensorFixture.activation(input, scale: 0.05, zeroPoint: -3)] + constants
      + [.activation(output, scale: scale, zeroPoint: zeroPoint)]
    let operation = OperatorFixture(
      code: code, inputs: inputs + constants.indices.map { Int32($0 + 1) },
      outputs: [Int32(tensors.count - 1)],
      optionsType: options.type, options: options.fields)
    return ModelFixture(tensors: tensors, operators: [operation]).file
  }

  private static func numbers(_ count: Int32) -> [Int8] {
    (0..<count).map { max(-127, Int8(truncatingIfNeeded: $0 &* 37 &+ 11)) }
  }

  private static func scales(_ count: Int32) -> [Float] { (0..<count).map { 0.01 + Float($0) * 0.0001 } }
}
