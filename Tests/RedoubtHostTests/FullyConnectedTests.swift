import ModelFixtures
import RedoubtHost
import Testing

@Suite struct FullyConnectedTests {
  @Test(arguments: Sweep.channels + [64, 65], [true, false])
  func everyShapeGivesTheOraclesBytes(_ depth: Int, _ isPerChannel: Bool) throws {
    var comparison = KernelComparison("fully connected", depth * 2 + (isPerChannel ? 1 : 0))
    for channels in Sweep.channels {
      for batches in [1, 2, 5] {
        for hasBias in [true, false] {
          try comparison.compare(
            SingleOperator(
              kind: .fullyConnected, batches: batches, input: (1, 1), filter: (1, 1), padding: .valid,
              inputChannels: depth, outputChannels: channels, inputZeroPoint: Sweep.zeroPoints[channels % 3],
              outputZeroPoint: 9, hasBias: hasBias, isPerChannel: isPerChannel))
        }
      }
    }
    comparison.expectSubstance(operators: 42)
  }

  @Test(arguments: Sweep.zeroPoints, [-128, -1, 0, 1, 127] as [Int8])
  func everyZeroPointGivesTheOraclesBytes(_ inputZeroPoint: Int8, _ weightZeroPoint: Int8) throws {
    var comparison = KernelComparison(
      "fully connected zero points", Int(inputZeroPoint) * 256 + Int(weightZeroPoint))
    for outputZeroPoint in Sweep.zeroPoints {
      for activation in OperatorFixture.Activation.allCases {
        try comparison.compare(
          SingleOperator(
            kind: .fullyConnected, batches: 2, input: (1, 1), filter: (1, 1), padding: .valid,
            inputChannels: 17,
            outputChannels: 5, inputZeroPoint: inputZeroPoint, outputZeroPoint: outputZeroPoint,
            weightZeroPoint: weightZeroPoint, activation: activation, isPerChannel: false))
      }
    }
    #expect(comparison.operators == 12)
  }

  @Test(arguments: [1, 3, 16, 17])
  func tiesAreRoundedAsEachEngineDoes(_ channels: Int) throws {
    var comparison = KernelComparison("fully connected ties", channels)
    for depth in [1, 4, 17, 64] {
      for isPerChannel in [true, false] {
        try comparison.compare(
          SingleOperator(
            kind: .fullyConnected, batches: 16, input: (1, 1), filter: (1, 1), padding: .valid,
            inputChannels: depth, outputChannels: channels, isPerChannel: isPerChannel,
            hasPowerOfTwoScales: true))
      }
    }
    comparison.expectSubstance(operators: 8)
  }
}
