import ModelFixtures

/// A random int8 network of small tensors: every operator that differences are followed through by a kernel of its
/// own, and some that are computed as a whole.
struct RandomNetwork {
  private(set) var fixture = ModelFixture(tensors: [], operators: [])
  private var random: SeededGenerator
  /// The tensor that the next operator reads, and its shape [N, H, W, C].
  private var last: Int32 = 0
  private var shape: [Int32]
  private var lastScale: Float = 0.05
  private var lastZeroPoint: Int64

  /// - Parameter hasCoarseWeights: Weight scales so large that multipliers reach 1 and sums overflow the vector
  ///   paths' bounds.
  init(seed: UInt64, operators: Int, hasCoarseWeights: Bool) {
    var random = SeededGenerator(seed: seed)
    shape = [1, Int32.random(in: 4...7, using: &random), Int32.random(in: 4...7, using: &random), 5]
    lastZeroPoint = Int64.random(in: -128...127, using: &random)
    self.random = random
    fixture.tensors.append(.activation(shape, scale: lastScale, zeroPoint: lastZeroPoint))
    let kinds = (0..<operators).map { _ in Int.random(in: 0..<11, using: &self.random) }
    for kind in kinds { append(kind, weightScale: hasCoarseWeights ? 1.3 : 0.004) }
    fullyConnected(weightScale: hasCoarseWeights ? 1.3 : 0.004)
    fixture.operators.append(
      OperatorFixture(
        code: 25, inputs: [last], outputs: [add(shape, scale: 0x1p-8, zeroPoint: -128)], optionsType: 9,
        options: [0: .float(1)]))
    fixture.outputs = [last]
  }

  /// Input bytes.
  var inputCount: Int { Int(fixture.tensors[0].shape.reduce(1, *)) }

  private mutating func add(_ shape: [Int32], scale: Float? = nil, zeroPoint: Int64? = nil) -> Int32 {
    self.shape = shape
    lastScale = scale ?? lastScale
    lastZeroPoint = zeroPoint ?? lastZeroPoint
    fixture.tensors.append(.activation(shape, scale: lastScale, zeroPoint: lastZeroPoint))
    last = Int32(fixture.tensors.count - 1)
    return last
  }

  private mutating func constant(_ tensor: TensorFixture) -> Int32 {
    fixture.tensors.append(tensor)
    return Int32(fixture.tensors.count - 1)
  }

  private mutating func newQuantization() -> (scale: Float, zeroPoint: Int64) {
    (Float.random(in: 0.03...0.08, using: &random), Int64.random(in: -128...127, using: &random))
  }

  private mutating func weights(_ shape: [Int32], channels: Int, axis: Int32, scale: Float) -> [Int32] {
    let values = random.int8s(Int(shape.reduce(1, *)))
    let scales = (0..<channels).map { _ in scale * Float.random(in: 0.5...2, using: &random) }
    let weights = constant(.weights(shape, values, scales: scales, axis: axis))
    return [last, weights, constant(.bias(random.int32s(channels, in: -5000...5000)))]
  }

  private mutating func append(_ kind: Int, weightScale: Float) {
    let (scale, zeroPoint) = newQuantization()
    let (height, width, depth) = (shape[1], shape[2], shape[3])
    let activation = OperatorFixture.Activation.allCases.randomElement(using: &random) ?? .none
    switch kind {
    case 0, 1, 2, 3:
      let size: Int32 = kind == 0 ? 1 : 3
      let stride: Int32 = kind == 3 && min(height, width) > 3 ? 2 : 1
      let channels = Int([4, 7, 16, 33, 70].randomElement(using: &random) ?? 4)
      let inputs = weights(
        [Int32(channels), size, size, depth], channels: channels, axis: 0,
        scale: weightScale / Float(size * size * depth).squareRoot())
      let output = [1, (height + stride - 1) / stride, (width + stride - 1) / stride, Int32(channels)]
      fixture.operators.append(
        .conv2D(
          inputs: inputs, output: add(output, scale: scale, zeroPoint: zeroPoint), padding: .same,
          stride: (stride, stride), activation: activation))
    case 4:
      let inputs = weights(
        [1, 3, 3, depth], channels: Int(depth), axis: 3, scale: weightScale / 3)
      fixture.operators.append(
        .depthwiseConv2D(
          inputs: inputs, output: add(shape, scale: scale, zeroPoint: zeroPoint), padding: .same,
          activation: activation))
    case 5, 6:
      // A residual connection around a RELU; ADD or MUL.
      let (input, inputShape) = (last, shape)
      let side = add(inputShape, scale: scale, zeroPoint: zeroPoint)
      fixture.operators.append(OperatorFixture(code: 19, inputs: [input], outputs: [side]))
      let next = newQuantization()
      let output = add(inputShape, scale: next.scale, zeroPoint: next.zeroPoint)
      fixture.operators.append(
        OperatorFixture(
          code: kind == 5 ? 0 : 18, inputs: [side, input], outputs: [output],
          optionsType: kind == 5 ? 11 : 21,
          options: [0: .int8(activation.rawValue)]))
    case 7, 8:
      guard min(height, width) >= 3 else { return }
      let input = last
      let output = add([1, (height + 1) / 2, (width + 1) / 2, depth])
      fixture.operators.append(
        OperatorFixture(
          code: kind == 7 ? 1 : 17, inputs: [input], outputs: [output], optionsType: 5,
          options: [0: .int8(0), 1: .int32(2), 2: .int32(2), 3: .int32(3), 4: .int32(3), 5: .int8(0)]))
    case 9:
      let input = last
      let paddings = [0, 0, 1, 0, 0, 1, 2, 1] as [Int32]
      let list = constant(
        TensorFixture([4, 2], type: TensorFixture.int32, data: paddings.flatMap { $0.littleEndianBytes }))
      let output = add([1, height + 1, width + 1, depth + 3])
      fixture.operators.append(OperatorFixture(code: 34, inputs: [input, list], outputs: [output]))
    default:
      // Beside a RELU of itself, joined along the columns.
      let input = last
      let (sameScale, sameZeroPoint) = (lastScale, lastZeroPoint)
      let side = add([1, height, width, depth], scale: sameScale, zeroPoint: sameZeroPoint)
      fixture.operators.append(OperatorFixture(code: 19, inputs: [input], outputs: [side]))
      let output = add([1, height, 2 * width, depth])
      fixture.operators.append(
        OperatorFixture(
          code: 2, inputs: [side, input], outputs: [output], optionsType: 10,
          options: [0: .int32(2), 1: .int8(0)]))
    }
  }

  private mutating func fullyConnected(weightScale: Float) {
    let count = shape.reduce(1, *)
    let flat = [1, count] as [Int32]
    let input = last
    let output = add(flat)
    fixture.operators.append(
      OperatorFixture(
        code: 22, inputs: [input], outputs: [output], optionsType: 17, options: [0: .numbers(flat)]))
    let inputs = weights([6, count], channels: 6, axis: 0, scale: weightScale / Float(count).squareRoot())
    let (scale, zeroPoint) = newQuantization()
    fixture.operators.append(
      .fullyConnected(inputs: inputs, output: add([1, 6], scale: scale, zeroPoint: zeroPoint)))
  }
}

extension Int32 {
  fileprivate var littleEndianBytes: [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: self >> Int32(8 * $0)) }
  }
}
