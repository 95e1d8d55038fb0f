import ModelFixtures
import RedoubtCore
import Testing

/// Operands that training never gives and bit flips do: the fast kernels have to leave their fast way for them.
///
/// Geometries and channel counts are swept by the tests of each operator.
@Suite struct DualMacTests {
  static let biases: [Int32] = [
    .min, .max, 0, -1, 0x2000_0000, 0x2000_0001, -0x2000_0000, -0x2000_0001, 0x4000_0000, -0x4000_0000,
    0x5fff_ffff, 0x6000_0000,
  ]
  /// Ratios of weight scale to output scale: left shifts, none, and right shifts up to beyond the last.
  static let scales: [Float] = [
    0x1p20, 3, 0.6, 0.3, 0x1.8p-8, 0x1.8p-21, 0x1.8p-22, 0x1.8p-24, 0x1.fp-28, 0x1p-33,
  ]

  @Test(arguments: scales, [SingleOperator.Kind.convolution, .depthwise, .fullyConnected])
  func extremeOperandsGiveTheReferenceKernelsBytes(_ scale: Float, _ kind: SingleOperator.Kind) throws {
    var random = SeededGenerator("dual mac")
    for activation in [OperatorFixture.Activation.none, .relu6] {
      for (index, weight) in [Int8.min, .max, 0].enumerated() {
        let isFlat = kind == .fullyConnected
        let operation = SingleOperator(
          kind: kind, input: isFlat ? (1, 1) : (3, 5), filter: isFlat ? (1, 1) : (3, 3), inputChannels: 12,
          outputChannels: 12, inputZeroPoint: [-128, 127, 3][index], outputZeroPoint: [127, -128, 0][index],
          activation: activation)
        guard let oracle = operation.oracle else { continue }
        var operands = operation.operands(using: &random)
        operands.bias = Self.biases
        operands.scales = (0..<12).map { scale * ($0 < 6 ? 1 : 1.37) }
        if weight != 0 { operands.weights = operands.weights.map { _ in weight } }
        let file = operation.model(operands, outputSize: (oracle.rows.output, oracle.columns.output)).file
        let expected = try inferOnCore(file, operands.input, AllOperators<TFLM>.self)
        let actual = try inferOnCore(file, operands.input, DualMacOperators.self)
        #expect(actual == expected, "\(operation), scale \(scale), seed \(SeededGenerator.runSeed)")
      }
    }
  }
}
