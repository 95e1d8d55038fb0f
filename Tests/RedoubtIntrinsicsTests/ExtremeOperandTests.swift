import KernelOracles
import ModelFixtures
import RedoubtIntrinsics
import Testing

/// What a struck memory can hold: every path gives the oracle's bytes for all of it.
@Suite struct ExtremeOperandTests {
  typealias Scaling = (multiplier: Int32, shift: Int32)

  /// A kernel's geometry: block edges, padding, shared vectors.
  struct Geometry: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var input: (Int, Int)
    var filter: (Int, Int)
    var stride = 1
    var dilation = 1
    var isSame = true
    var inputChannels, outputChannels: Int
    var isDepthwise = false

    var oracle: ConvolutionOracle {
      var oracle = ConvolutionOracle(
        rows: .init(input: input.0, filter: filter.0, stride: stride, dilation: dilation, isSame: isSame),
        columns: .init(input: input.1, filter: filter.1, stride: stride, dilation: dilation, isSame: isSame),
        batches: 1, inputChannels: inputChannels, outputChannels: outputChannels,
        filterChannels: isDepthwise ? 0 : inputChannels)
      oracle.isDepthwise = isDepthwise
      return oracle
    }

    static let all = [
      Geometry(
        testDescription: "3×3 convolution, 17 channels", input: (3, 4), filter: (3, 3), inputChannels: 5,
        outputChannels: 17),
      Geometry(
        testDescription: "dilated convolution, 4 channels", input: (5, 5), filter: (2, 3), dilation: 2,
        inputChannels: 3, outputChannels: 4),
      Geometry(
        testDescription: "1×1 convolution, 33 channels", input: (1, 5), filter: (1, 1), inputChannels: 16,
        outputChannels: 33),
      Geometry(
        testDescription: "1×1 convolution, 8 channels", input: (3, 3), filter: (1, 1), inputChannels: 4,
        outputChannels: 8),
      Geometry(
        testDescription: "fully connected, long rows", input: (1, 2), filter: (1, 1), inputChannels: 130,
        outputChannels: 16),
      Geometry(
        testDescription: "depthwise, 17 channels", input: (4, 4), filter: (3, 3), inputChannels: 17,
        outputChannels: 17, isDepthwise: true),
      Geometry(
        testDescription: "depthwise, shared vectors", input: (3, 6), filter: (3, 2), inputChannels: 4,
        outputChannels: 4, isDepthwise: true),
      Geometry(
        testDescription: "depthwise, stride 2", input: (5, 5), filter: (5, 3), stride: 2, inputChannels: 16,
        outputChannels: 16, isDepthwise: true),
    ]
  }

  static let multipliers: [Int32] = [
    .min, .min + 1, -(1 << 30), -1, 0, 1, 2, 1 << 20, 1 << 30, 0x4000_0001, 0x5555_5555, .max - 1, .max,
  ]
  static let shifts: [Int32] = [
    .min, .min + 1, -1_000, -64, -63, -33, -32, -31, -30, -16, -8, -7, -1, 0, 1, 2, 7, 15, 29, 30, 31, 32, 33,
    64,
    1_000, .max,
  ]
  static let biases: [Int32] = [.min, .min + 1, -(1 << 30), -1, 0, 1, 1 << 30, .max - 1, .max]

  private func expectOracle(
    _ oracle: ConvolutionOracle, input: [Int8], weights: [Int8], bias: [Int32], scalings: [Scaling]
  ) {
    let expected = oracle.run(input: input, weights: weights, bias: bias, scalings: scalings)
    let kernel = BlockedKernel(oracle)
    for isa in BlockedKernel.paths {
      let (output, isContained) = kernel.run(
        isa, input: input, weights: weights, bias: bias, scalings: scalings)
      #expect(isContained, "wrote outside of its memory, path \(isa.rawValue)")
      guard output != expected else { continue }
      let place = zip(output, expected).enumerated().first { $0.element.0 != $0.element.1 }!
      let channel = place.offset % oracle.outputChannels
      Issue.record(
        """
        path \(isa.rawValue), element \(place), bias \(bias[channel]), \(scalings[channel]), \(oracle.rounding), \
        zero points \(oracle.inputZeroPoint) \(oracle.outputZeroPoint), seed \(SeededGenerator.runSeed)
        """)
    }
  }

  private func sizes(_ oracle: ConvolutionOracle) -> (input: Int, weights: Int) {
    let taps = oracle.rows.filter * oracle.columns.filter * oracle.outputChannels
    return (
      oracle.rows.input * oracle.columns.input * oracle.inputChannels,
      taps * (oracle.isDepthwise ? 1 : oracle.filterChannels)
    )
  }

  /// Takes every multiplier with every shift, one pair per output channel.
  @Test(arguments: Geometry.all, [ConvolutionOracle.Rounding.double, .single])
  func everyMultiplierAndShift(_ geometry: Geometry, _ rounding: ConvolutionOracle.Rounding) {
    var random = SeededGenerator("extreme scalings")
    var oracle = geometry.oracle
    oracle.rounding = rounding
    (oracle.inputZeroPoint, oracle.outputZeroPoint) = (-3, 5)
    let pairs = Self.multipliers.flatMap { multiplier in Self.shifts.map { Scaling(multiplier, $0) } }
    for first in stride(from: 0, to: pairs.count, by: oracle.outputChannels) {
      let scalings = (0..<oracle.outputChannels).map { pairs[(first + $0) % pairs.count] }
      expectOracle(
        oracle, input: random.int8s(sizes(oracle).input), weights: random.int8s(sizes(oracle).weights),
        bias: random.int32s(oracle.outputChannels, in: -1_000_000...1_000_000), scalings: scalings)
    }
  }

  /// Powers of two and small accumulators: ties in every place.
  @Test(arguments: Geometry.all, [ConvolutionOracle.Rounding.double, .single])
  func ties(_ geometry: Geometry, _ rounding: ConvolutionOracle.Rounding) {
    var random = SeededGenerator("extreme ties")
    var oracle = geometry.oracle
    oracle.rounding = rounding
    for shift in Int32(-12)...0 {
      let scalings = (0..<oracle.outputChannels).map {
        Scaling([1 << 30, 3 << 29, 0x4010_0000][$0 % 3], shift)
      }
      expectOracle(
        oracle, input: random.int8s(sizes(oracle).input, in: -4...4),
        weights: random.int8s(sizes(oracle).weights, in: -4...4),
        bias: random.int32s(oracle.outputChannels, in: -64...64), scalings: scalings)
    }
  }

  @Test(arguments: Geometry.all, biases)
  func everyBiasWithExtremeWeightsAndInputs(_ geometry: Geometry, _ bias: Int32) {
    let oracle = geometry.oracle
    for weight in [-128, -1, 127] as [Int8] {
      for value in [-128, 127] as [Int8] {
        for zeroPoint in [-128, 0, 127] as [Int64] {
          var oracle = oracle
          oracle.inputZeroPoint = zeroPoint
          let scalings = (0..<oracle.outputChannels).map { Scaling(Int32.max - Int32($0), -Int32($0 % 26)) }
          expectOracle(
            oracle, input: [Int8](repeating: value, count: sizes(oracle).input),
            weights: [Int8](repeating: weight, count: sizes(oracle).weights),
            bias: [Int32](repeating: bias, count: oracle.outputChannels), scalings: scalings)
        }
      }
    }
  }

  @Test(
    arguments: Geometry.all, [Int64(Int32.min), -1 << 20, -129, -128, 127, 128, 1 << 20, Int64(Int32.max)])
  func everyInputZeroPoint(_ geometry: Geometry, _ zeroPoint: Int64) {
    var random = SeededGenerator("extreme zero points")
    var oracle = geometry.oracle
    oracle.inputZeroPoint = zeroPoint
    for outputZeroPoint in [Int64(Int32.min), -129, 0, 128, Int64(Int32.max)] {
      oracle.outputZeroPoint = outputZeroPoint
      let scalings = (0..<oracle.outputChannels).map { Scaling(0x6000_0000, -Int32($0 % 31)) }
      expectOracle(
        oracle, input: random.int8s(sizes(oracle).input), weights: random.int8s(sizes(oracle).weights),
        bias: random.int32s(oracle.outputChannels, in: .min ... .max), scalings: scalings)
    }
  }

  @Test(arguments: Geometry.all)
  func everyClamp(_ geometry: Geometry) {
    var random = SeededGenerator("extreme clamps")
    var oracle = geometry.oracle
    let limits: [(Int64, Int64)] = [
      (-128, 127), (0, 0), (5, -5), (-1_000, 1_000), (Int64(Int32.min), Int64(Int32.max)),
    ]
    for (minimum, maximum) in limits {
      (oracle.minimum, oracle.maximum) = (minimum, maximum)
      let scalings = (0..<oracle.outputChannels).map { Scaling(0x6000_0000, -Int32($0 % 12)) }
      expectOracle(
        oracle, input: random.int8s(sizes(oracle).input), weights: random.int8s(sizes(oracle).weights),
        bias: random.int32s(oracle.outputChannels, in: -1_000...1_000), scalings: scalings)
    }
  }
}
