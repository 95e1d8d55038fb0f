import RedoubtFaults
import RedoubtModel
import Testing

@Suite struct NormalDistributionTests {
  /// Tables of the normal distribution, as R's `qnorm` prints them with 16 digits.
  @Test(arguments: [
    (0.975, 1.959963984540054), (0.995, 2.575829303548901), (0.9995, 3.290526731491926), (0.5, 0),
    (0.75, 0.6744897501960817), (0.0001, -3.719016485455709), (1e-10, -6.361340902404056),
    (1e-300, -37.0471),
  ])
  func quantilesAgreeWithTables(probability: Double, expected: Double) {
    let tolerance = probability < 1e-20 ? 1e-4 : 1e-12
    #expect(abs(NormalDistribution.quantile(probability) - expected) < tolerance * max(1, abs(expected)))
  }

  @Test func quantileInvertsTheDistribution() {
    for x in stride(from: -8.0, through: 5, by: 0.37) {
      #expect(abs(NormalDistribution.quantile(NormalDistribution.cumulative(x)) - x) < 1e-9, "\(x)")
    }
  }

  @Test func twoSidedPointIsTheOneOfWilson() {
    #expect(abs(NormalDistribution.twoSidedPoint(confidence: 0.95) - WilsonInterval.normalPoint95) < 1e-14)
  }
}
