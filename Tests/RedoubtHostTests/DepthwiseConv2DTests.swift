import ModelFixtures
import RedoubtHost
import Testing

@Suite struct DepthwiseConv2DTests {
  @Test(arguments: Sweep.filters.indices, OperatorFixture.Padding.allCases)
  func everyGeometryGivesTheOraclesBytes(_ filter: Int, _ padding: OperatorFixture.Padding) throws {
    var comparison = KernelComparison("depthwise geometry", filter * 2 + Int(padding.rawValue))
    var turn = 0
    for input in Sweep.inputs {
      for stride in Sweep.strides {
        for dilation in Sweep.dilations {
          for (channels, depthMultiplier) in [(1, 1), (4, 1), (5, 1), (16, 1), (3, 2), (2, 3)] {
            turn += 1
            try comparison.compare(
              SingleOperator(
                kind: .depthwise, batches: 1 + turn % 2, input: input, filter: Sweep.filters[filter],
                stride: stride, dilation: dilation, padding: padding, inputChannels: channels,
                outputChannels: channels * depthMultiplier, inputZeroPoint: Sweep.zeroPoints[turn % 3],
                outputZeroPoint: [-20, 0, 15][turn / 3 % 3], hasBias: turn % 5 > 0, isPerChannel: turn % 4 > 0
              ))
          }
        }
      }
    }
    comparison.expectSubstance(operators: 60)
  }

  @Test(arguments: Sweep.channels, [1, 2, 3])
  func everyChannelCountAndDepthMultiplierGivesTheOraclesBytes(_ channels: Int, _ depthMultiplier: Int) throws
  {
    var comparison = KernelComparison("depthwise channels", channels * 4 + depthMultiplier)
    for (filter, input) in [((3, 3), (5, 5)), ((5, 2), (6, 3))] {
      for stride in [(1, 1), (2, 2)] {
        try comparison.compare(
          SingleOperator(
            kind: .depthwise, input: input, filter: filter, stride: stride, inputChannels: channels,
            outputChannels: channels * depthMultiplier, inputZeroPoint: 11, outputZeroPoint: -3))
      }
    }
    comparison.expectSubstance(operators: 4)
  }

  @Test(arguments: Sweep.zeroPoints, Sweep.zeroPoints)
  func everyZeroPointGivesTheOraclesBytes(_ inputZeroPoint: Int8, _ outputZeroPoint: Int8) throws {
    var comparison = KernelComparison(
      "depthwise zero points", Int(inputZeroPoint) * 256 + Int(outputZeroPoint))
    for activation in OperatorFixture.Activation.allCases {
      for padding in OperatorFixture.Padding.allCases {
        for (channels, depthMultiplier) in [(8, 1), (17, 1), (3, 2)] {
          try comparison.compare(
            SingleOperator(
              kind: .depthwise, input: (5, 5), padding: padding, inputChannels: channels,
              outputChannels: channels * depthMultiplier, inputZeroPoint: inputZeroPoint,
              outputZeroPoint: outputZeroPoint, activation: activation))
        }
      }
    }
    #expect(comparison.operators == 24)
  }
}
