import RedoubtFaults
import Testing

@Suite struct SampleSizeTests {
  /// 618,880 weight bits with 846 images and alone, 1 % at 99 %: 16,588.91 and 16,156.38 before rounding up.
  @Test(arguments: [(523_572_480, 16_589), (618_880, 16_157)])
  func agreesWithTheFormula(population: Int, expected: Int) {
    #expect(SampleSize.forMargin(0.01, population: population, confidence: 0.99) == expected)
  }

  @Test func usesThreeDecimalsOfTheNormalPoint() {
    // 1.960² / (4 · 0.01²) = 9604 exactly, and a little less with all digits of the point.
    #expect(SampleSize.forMargin(0.01, population: .max, confidence: 0.95) == 9604)
  }

  @Test func neverExceedsThePopulation() {
    for population in [0, 1, 2, 10, 1000] {
      let size = SampleSize.forMargin(0.0001, population: population, confidence: 0.99)
      #expect(size <= population && (size > 0) == (population > 0))
    }
  }

  @Test func relativeMarginIsAnAbsoluteOneAtTheExpectedRate() {
    // 10 % of 0.5 %: t²(1 − p)/(r²p) trials of an endless population.
    let size = SampleSize.forRelativeMargin(0.1, population: .max, confidence: 0.95, rate: 0.005)
    #expect(abs(Double(size) - 1.96 * 1.96 * 0.995 / (0.01 * 0.005)) <= 1)
  }
}
