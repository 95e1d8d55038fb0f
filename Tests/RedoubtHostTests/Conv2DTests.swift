import ModelFixtures
import RedoubtHost
import Testing

/// Sizes that are odd and even, smaller and larger than a vector, and what they are combined with.
enum Sweep {
  static let channels = [1, 3, 4, 5, 16, 17, 33]
  static let strides = [(1, 1), (2, 2), (1, 2), (3, 1)]
  static let dilations = [(1, 1), (2, 2), (1, 3)]
  static let filters = [(1, 1), (3, 3), (2, 3), (5, 1), (1, 4)]
  static let zeroPoints: [Int8] = [-128, 0, 127]
  /// Height and width of inputs.
  static let inputs = [(5, 7), (6, 4)]
}

@Suite struct Conv2DTests {
  @Test(arguments: Sweep.filters.indices, OperatorFixture.Padding.allCases)
  func everyGeometryGivesTheOraclesBytes(_ filter: Int, _ padding: OperatorFixture.Padding) throws {
    var comparison = KernelComparison("conv geometry", filter * 2 + Int(padding.rawValue))
    var turn = 0
    for input in Sweep.inputs {
      for stride in Sweep.strides {
        for dilation in Sweep.dilations {
          for channels in [(1, 5), (3, 4), (4, 17), (5, 3)] {
            // Zero points, batches and activations take turns; their own sweep follows below.
            turn += 1
            try comparison.compare(
              SingleOperator(
                batches: 1 + turn % 2, input: input, filter: Sweep.filters[filter], stride: stride,
                dilation: dilation, padding: padding, inputChannels: channels.0, outputChannels: channels.1,
                inputZeroPoint: Sweep.zeroPoints[turn % 3], outputZeroPoint: [-20, 0, 15][turn / 3 % 3],
                hasBias: turn % 5 > 0, isPerChannel: turn % 4 > 0))
          }
        }
      }
    }
    comparison.expectSubstance(operators: 40)
  }

  @Test(arguments: Sweep.channels)
  func everyPairOfChannelCountsGivesTheOraclesBytes(_ inputChannels: Int) throws {
    var comparison = KernelComparison("conv channels", inputChannels)
    for outputChannels in Sweep.channels {
      for (filter, input) in [((1, 1), (1, 5)), ((2, 2), (2, 4)), ((1, 3), (2, 3))] {
        try comparison.compare(
          SingleOperator(
            input: input, filter: filter, padding: .same, inputChannels: inputChannels,
            outputChannels: outputChannels, inputZeroPoint: -5, outputZeroPoint: 3))
      }
    }
    comparison.expectSubstance(operators: 21)
  }

  @Test(arguments: Sweep.zeroPoints, Sweep.zeroPoints)
  func everyZeroPointGivesTheOraclesBytes(_ inputZeroPoint: Int8, _ outputZeroPoint: Int8) throws {
    var comparison = KernelComparison("conv zero points", Int(inputZeroPoint) * 256 + Int(outputZeroPoint))
    for activation in OperatorFixture.Activation.allCases {
      for padding in OperatorFixture.Padding.allCases {
        for channels in [(1, 17), (5, 4)] {
          try comparison.compare(
            SingleOperator(
              input: (5, 5), padding: padding, inputChannels: channels.0, outputChannels: channels.1,
              inputZeroPoint: inputZeroPoint, outputZeroPoint: outputZeroPoint, activation: activation))
        }
      }
    }
    #expect(comparison.operators == 16)
  }

  @Test(arguments: [(2, 1, 1), (2, 3, 4), (3, 1, 2), (4, 5, 1), (2, 16, 17)])
  func groupsReadTheirOwnChannels(_ groups: Int, _ depth: Int, _ channelsPerGroup: Int) throws {
    var comparison = KernelComparison("conv groups", groups * 100 + depth)
    for stride in [(1, 1), (2, 1)] {
      for dilation in [(1, 1), (1, 2)] {
        try comparison.compare(
          SingleOperator(
            batches: 2, input: (4, 5), filter: (2, 3), stride: stride, dilation: dilation,
            inputChannels: groups * depth, outputChannels: groups * channelsPerGroup, groups: groups,
            inputZeroPoint: 7))
      }
    }
    comparison.expectSubstance(operators: 4)
  }
}
