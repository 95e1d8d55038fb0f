import ModelFixtures

/// Models of one operator after the other, all of one kind: what a further step of generated code costs.
///
/// Shapes, zero points and channels differ from step to step, since a compiler would put what all steps have in common
/// into the kernel.
enum ChainModel {
  /// Names of the operators that chains exist for.
  static let operators = [
    "CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED", "ADD", "AVERAGE_POOL_2D", "MAX_POOL_2D", "RESHAPE",
    "SOFTMAX", "RELU", "RELU6", "PAD", "MEAN", "CONCATENATION",
  ]

  /// The file of a chain.
  ///
  /// - Parameter count: Steps, 1 to 4.
  static func file(_ name: String, count: Int) -> [UInt8] {
    var chain = Chain()
    for step in 0..<count { add(name, step, to: &chain) }
    return ModelFixture(
      tensors: chain.tensors, operators: chain.operators, inputs: [0], outputs: [Int32(chain.last)]
    ).file
  }

  private struct Chain {
    var tensors: [TensorFixture] = []
    var operators: [OperatorFixture] = []
    /// Index of the tensor that the next step reads.
    var last = 0
    var shape: [Int32] { tensors[last].shape }

    /// Adds the tensor that a step writes.
    mutating func output(_ shape: [Int32], zeroPoint: Int64, scale: Float) -> Int32 {
      tensors.append(.activation(shape, scale: scale, zeroPoint: zeroPoint))
      last = tensors.count - 1
      return Int32(last)
    }

    mutating func constant(_ tensor: TensorFixture) -> Int32 {
      tensors.append(tensor)
      return Int32(tensors.count - 1)
    }
  }

  private static func numbers(_ count: Int32) -> [Int8] {
    (0..<count).map { max(-127, Int8(truncatingIfNeeded: $0 &* 37 &+ 11)) }
  }

  private static func add(_ name: String, _ step: Int, to chain: inout Chain) {
    let n = Int32(step)
    let zeroPoint = Int64(-step - 3)
    let scale = 0.05 + Float(step) * 0.01
    if step == 0 {
      let shape: [Int32] = ["FULLY_CONNECTED", "SOFTMAX"].contains(name) ? [1, 24] : [1, 40, 36, 6]
      // Those that copy keep one quantisation.
      chain.tensors.append(
        .activation(shape, scale: keeps(name) ? 0.05 : 0.04, zeroPoint: keeps(name) ? -3 : -2))
    }
    let input = Int32(chain.last)
    let old = chain.shape
    func output(_ shape: [Int32]) -> Int32 {
      keeps(name)
        ? chain.output(shape, zeroPoint: -3, scale: 0.05)
        : chain.output(shape, zeroPoint: zeroPoint, scale: scale)
    }
    func operation(
      _ code: Int32, _ inputs: [Int32], _ output: Int32, _ type: UInt8, _ options: [Int: FlatValue]
    ) {
      chain.operators.append(
        OperatorFixture(code: code, inputs: inputs, outputs: [output], optionsType: type, options: options))
    }
    switch name {
    case "CONV_2D":
      let side: Int32 = step % 2 == 0 ? 3 : 1
      let channels = 8 + 4 * n
      let count = channels * side * (side + n) * old[3]
      let weights = chain.constant(
        .weights([channels, side, side + n, old[3]], numbers(count), scales: scales(channels)))
      let bias = chain.constant(.bias((0..<channels).map { $0 * 5 }))
      let stride = (1 + n % 2, Int32(1))
      let out = output([1, (old[1] + stride.0 - 1) / stride.0, old[2], channels])
      chain.operators.append(
        .conv2D(
          inputs: [input, weights, bias], output: out, padding: .same, stride: stride,
          activation: step % 2 == 0 ? .relu : .none))
    case "DEPTHWISE_CONV_2D":
      let count = 3 * (3 + n) * old[3]
      let weights = chain.constant(
        .weights([1, 3, 3 + n, old[3]], numbers(count), scales: scales(old[3]), axis: 3))
      let bias = chain.constant(.bias((0..<old[3]).map { $0 * 5 }))
      let stride: (Int32, Int32) = step % 2 == 0 ? (1, 1) : (2, 2)
      let out = output([
        1, (old[1] + stride.0 - 1) / stride.0, (old[2] + stride.1 - 1) / stride.1, old[3],
      ])
      chain.operators.append(
        .depthwiseConv2D(
          inputs: [input, weights, bias], output: out, padding: .same, stride: stride,
          activation: step % 2 == 0 ? .relu : .none))
    case "FULLY_CONNECTED":
      let channels = 16 + 8 * n
      let weights = chain.constant(.weights([channels, old[1]], numbers(channels * old[1]), scales: [0.02]))
      let bias = chain.constant(.bias((0..<channels).map { $0 * 5 }))
      let out = output([1, channels])
      chain.operators.append(
        .fullyConnected(
          inputs: [input, weights, bias], output: out, activation: step % 2 == 0 ? .relu : .none))
    case "ADD":
      let out = output(old)
      operation(0, [input, input], out, 11, [0: .int8(step % 2 == 0 ? 1 : 0)])
    case "AVERAGE_POOL_2D", "MAX_POOL_2D":
      let size = 2 + n
      let out = output([1, old[1] - size + 1, old[2] - 1, old[3]])
      operation(
        name == "MAX_POOL_2D" ? 17 : 1, [input], out, 5,
        [0: .int8(1), 1: .int32(1), 2: .int32(1), 3: .int32(2), 4: .int32(size), 5: .int8(0)])
    case "RESHAPE":
      let shape: [Int32] =
        step % 2 == 0 ? [1, old[1] * old[2], old[3], 1] : [1, old[1] / 10, 10, old[2] * old[3]]
      let wanted = chain.constant(.bias(shape))
      let out = output(shape)
      operation(22, [input, wanted], out, 17, [0: .numbers(shape)])
    case "SOFTMAX":
      let out = chain.output(old, zeroPoint: -128, scale: 1 / 256)
      operation(25, [input], out, 9, [0: .float(1 + Float(step))])
    case "RELU": operation(19, [input], output(old), 0, [:])
    case "RELU6": operation(21, [input], output(old), 0, [:])
    case "PAD":
      let amounts: [Int32] = [0, 0, 1 + n, 1, n, 2, 0, 0]
      var table = TensorFixture.bias(amounts)
      table.shape = [4, 2]
      let paddings = chain.constant(table)
      let out = output([1, old[1] + 2 + n, old[2] + 2 + n, old[3]])
      operation(34, [input, paddings], out, 22, [:])
    case "MEAN":
      // One axis after the other, so that every step has something to reduce.
      let axis = Int32([1, 2, 3, 0][step])
      let axes = chain.constant(.bias([axis]))
      var shape = old
      shape[Int(axis)] = 1
      let out = output(shape)
      operation(40, [input, axes], out, 27, [0: .uint8(1)])
    default:  // CONCATENATION
      let axis = Int32(1 + step % 3)
      var shape = old
      shape[Int(axis)] *= 2
      let out = output(shape)
      operation(2, [input, input], out, 10, [0: .int32(axis), 1: .int8(0)])
    }
  }

  private static func keeps(_ name: String) -> Bool {
    ["AVERAGE_POOL_2D", "MAX_POOL_2D", "RESHAPE", "RELU", "RELU6", "PAD", "CONCATENATION"].contains(name)
  }

  private static func scales(_ count: Int32) -> [Float] { (0..<count).map { 0.01 + Float($0) * 0.001 } }
}
