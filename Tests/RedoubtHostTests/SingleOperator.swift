import KernelOracles
import ModelFixtures
import RedoubtCore
import RedoubtHost

/// One CONV_2D, DEPTHWISE_CONV_2D or FULLY_CONNECTED as a model and as an oracle, from one description.
struct SingleOperator: Sendable {
  enum Kind: Sendable { case convolution, depthwise, fullyConnected }

  var kind = Kind.convolution
  var batches = 1
  /// Height and width.
  var input = (5, 5)
  var filter = (3, 3)
  var stride = (1, 1)
  var dilation = (1, 1)
  var padding = OperatorFixture.Padding.same
  var inputChannels = 3
  var outputChannels = 4
  /// Groups of a convolution.
  var groups = 1
  var inputZeroPoint: Int8 = 0
  var outputZeroPoint: Int8 = 0
  var weightZeroPoint: Int8 = 0
  var activation = OperatorFixture.Activation.none
  var hasBias = true
  var isPerChannel = true
  /// Scales that are powers of two: many results lie halfway between two integers.
  var hasPowerOfTwoScales = false

  private var isDepthwise: Bool { kind == .depthwise }

  /// Nil where the window does not fit.
  var oracle: ConvolutionOracle? {
    let isSame = padding == .same
    var oracle = ConvolutionOracle(
      rows: .init(input: input.0, filter: filter.0, stride: stride.0, dilation: dilation.0, isSame: isSame),
      columns: .init(
        input: input.1, filter: filter.1, stride: stride.1, dilation: dilation.1, isSame: isSame),
      batches: batches, inputChannels: inputChannels, outputChannels: outputChannels,
      filterChannels: isDepthwise ? 0 : inputChannels / groups)
    oracle.isDepthwise = isDepthwise
    oracle.inputZeroPoint = Int64(inputZeroPoint)
    oracle.outputZeroPoint = Int64(outputZeroPoint)
    oracle.weightZeroPoint = Int64(weightZeroPoint)
    (oracle.minimum, oracle.maximum) = activationRange
    return oracle.rows.output > 0 && oracle.columns.output > 0 ? oracle : nil
  }

  private var outputScale: Float { hasPowerOfTwoScales ? 0x1p-4 : 0.05 }
  private var inputScale: Float { hasPowerOfTwoScales ? 0x1p-6 : 0.02 }

  /// Quantised limits of the fused activation.
  private var activationRange: (Int64, Int64) {
    func quantized(_ value: Float) -> Int64 {
      Int64(outputZeroPoint) + Int64((value / outputScale).rounded(.toNearestOrAwayFromZero))
    }
    return switch activation {
    case .none: (-128, 127)
    case .relu: (max(-128, quantized(0)), 127)
    case .reluN1To1: (max(-128, quantized(-1)), min(127, quantized(1)))
    case .relu6: (max(-128, quantized(0)), min(127, quantized(6)))
    }
  }

  var weightShape: [Int32] {
    switch kind {
    case .convolution: [outputChannels, filter.0, filter.1, inputChannels / groups].map(Int32.init)
    case .depthwise: [1, filter.0, filter.1, outputChannels].map(Int32.init)
    case .fullyConnected: [outputChannels, inputChannels].map(Int32.init)
    }
  }

  var inputCount: Int { batches * input.0 * input.1 * inputChannels }

  /// Operands drawn for this operator.
  struct Operands: Sendable {
    var input, weights: [Int8]
    var bias: [Int32]
    var scales: [Float]
  }

  func operands(using random: inout SeededGenerator) -> Operands {
    let taps = weightShape.reduce(1, *)
    let perOutput = Float(Int(taps) / outputChannels)
    // Scales that spread results over the range of int8, shifts of several sizes among them.
    let scales = (0..<(isPerChannel ? outputChannels : 1)).map { _ in
      let scale = Float.random(in: 0.002...0.08, using: &random) / perOutput.squareRoot()
      return hasPowerOfTwoScales ? Float(sign: .plus, exponent: scale.exponent, significand: 1) : scale
    }
    return Operands(
      input: random.int8s(inputCount), weights: random.int8s(Int(taps)),
      bias: hasBias ? random.int32s(outputChannels, in: -20_000...20_000) : [], scales: scales)
  }

  func model(_ operands: Operands, outputSize: (Int, Int)) -> ModelFixture {
    let axis: Int32 = isDepthwise ? 3 : 0
    let (inputShape, outputShape): ([Int], [Int]) =
      kind == .fullyConnected
      ? ([batches, inputChannels], [batches, outputChannels])
      : ([batches, input.0, input.1, inputChannels], [batches, outputSize.0, outputSize.1, outputChannels])
    var tensors: [TensorFixture] = [
      .activation(inputShape.map(Int32.init), scale: inputScale, zeroPoint: Int64(inputZeroPoint)),
      .weights(
        weightShape, operands.weights, scales: operands.scales, zeroPoint: Int64(weightZeroPoint), axis: axis),
    ]
    if hasBias { tensors.append(.bias(operands.bias)) }
    tensors.append(
      .activation(outputShape.map(Int32.init), scale: outputScale, zeroPoint: Int64(outputZeroPoint)))
    let output = Int32(tensors.count - 1)
    let inputs: [Int32] = hasBias ? [0, 1, 2] : [0, 1]
    let strides = (Int32(stride.0), Int32(stride.1))
    let dilations = (Int32(dilation.0), Int32(dilation.1))
    let node: OperatorFixture =
      switch kind {
      case .convolution:
        .conv2D(
          inputs: inputs, output: output, padding: padding, stride: strides, dilation: dilations,
          activation: activation)
      case .depthwise:
        .depthwiseConv2D(
          inputs: inputs, output: output, depthMultiplier: Int32(outputChannels / inputChannels),
          padding: padding,
          stride: strides, dilation: dilations, activation: activation)
      case .fullyConnected: .fullyConnected(inputs: inputs, output: output, activation: activation)
      }
    return ModelFixture(tensors: tensors, operators: [node])
  }

  /// The multipliers of the output channels, from float32 scales in double precision.
  func scalings(_ operands: Operands) -> [(multiplier: Int32, shift: Int32)] {
    (0..<outputChannels).map { channel in
      let weight = operands.scales[isPerChannel ? channel : 0]
      return RequantizationOracle.multiplier(of: Double(inputScale) * Double(weight) / Double(outputScale))
    }
  }
}

extension HostInterpreter {
  /// The output's bytes for an input's bytes.
  func infer(_ input: [Int8]) throws -> [Int8] {
    let model = try readModel()
    let tensor = try model.input(0)
    // A changed file may declare another size.
    guard tensor.byteCount == input.count else { throw ModelError(.shapeMismatch, .tensorShape) }
    try write(input.map { UInt8(bitPattern: $0) }, to: tensor)
    try run()
    return try read(try model.output(0)).map { Int8(bitPattern: $0) }
  }
}

extension KernelPath {
  static var available: [KernelPath] { allCases.filter(\.isAvailable) }
}
