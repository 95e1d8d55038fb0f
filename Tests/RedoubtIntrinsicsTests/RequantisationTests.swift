import KernelOracles
import ModelFixtures
import RedoubtCore
import RedoubtIntrinsics
import Testing

@Suite struct RequantisationTests {
  /// Rounding, its oracle, and the same in the core.
  @Test(arguments: [-33...(-16), -15...0, 1...16, 17...33] as [ClosedRange<Int32>])
  func oneDefinitionHoldsInCAndInSwift(_ shifts: ClosedRange<Int32>) {
    var random = SeededGenerator("definition in C")
    for shift in shifts {
      for _ in 0..<1_000 {
        let accumulator =
          Int32.random(in: .min ... .max, using: &random) >> Int32.random(in: 0...31, using: &random)
        // Low bits cleared make ties likely.
        let cleared = Int32.random(in: 0...31, using: &random)
        let multiplier = (Int32.random(in: .min ... .max, using: &random) >> cleared) << cleared
        compare(accumulator, multiplier, shift)
      }
    }
  }

  @Test(arguments: ExtremeOperandTests.shifts)
  func definitionIsTotal(_ shift: Int32) {
    for multiplier in ExtremeOperandTests.multipliers {
      for accumulator in ExtremeOperandTests.biases { compare(accumulator, multiplier, shift) }
    }
  }

  private func compare(_ accumulator: Int32, _ multiplier: Int32, _ shift: Int32) {
    let pair = QuantizedMultiplier(multiplier: multiplier, shift: shift)
    let double = redoubt_requantised(accumulator, multiplier, shift, REDOUBT_ROUNDING_DOUBLE)
    let single = redoubt_requantised(accumulator, multiplier, shift, REDOUBT_ROUNDING_SINGLE)
    if double != pair.apply(accumulator)
      || double != RequantizationOracle.doubleRounding(accumulator, multiplier, shift)
    {
      Issue.record("double rounding of \(accumulator) by \(pair), seed \(SeededGenerator.runSeed)")
    }
    if single != pair.applySingleRounding(accumulator)
      || single != RequantizationOracle.singleRounding(accumulator, multiplier, shift)
    {
      Issue.record("single rounding of \(accumulator) by \(pair), seed \(SeededGenerator.runSeed)")
    }
  }
}
