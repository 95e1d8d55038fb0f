import ModelFixtures
import RedoubtModel
import Testing

@testable import RedoubtQuantizer

@Suite struct RangeSearchTests {
  /// Values as activations have them: many zeros, a bulk, a few far out.
  private func values(seed: UInt64, isPositive: Bool) -> [Float] {
    var generator = SeededGenerator(seed: seed)
    return (0..<4000).map { i in
      let bulk = (0..<6).reduce(Float(0)) { sum, _ in sum + Float.random(in: -1...1, using: &generator) }
      let x = i % 500 == 0 ? bulk * 6 : bulk
      return isPositive ? max(0, x) : x
    }
  }

  private func histogram(_ values: [Float]) -> ActivationHistogram {
    var histogram = ActivationHistogram()
    expectAdding(values, to: &histogram)
    return histogram
  }

  /// The definition, value by value; rounding noise as it is, not as a mean.
  private func squaredError(_ values: [Float], _ quantization: AffineQuantization) -> Double {
    values.reduce(0) { sum, x in
      let error = Double(x) - Double(quantization.dequantize(quantization.quantize(x)))
      return sum + error * error
    }
  }

  @Test(arguments: [true, false]) func theLeastSquaresRangeIsNearTheBestOfAll(isPositive: Bool) {
    let values = values(seed: 3, isPositive: isPositive)
    let found = squaredError(values, RangeSearch(histogram(values)).range(.mse).quantization)
    let (low, high) = (Double(values.min() ?? 0), Double(values.max() ?? 0))
    var best = Double.infinity
    for a in 1...40 {
      for b in 1...40 {
        let range = ValueRange(low: low * Double(a) / 40, high: high * Double(b) / 40)
        best = min(best, squaredError(values, range.quantization))
      }
    }
    #expect(found <= best * 1.05)
  }

  @Test(arguments: [0.2, 0.5, 1, 1.5]) func theErrorOfARangeIsThatOfItsValues(share: Double) {
    let values = values(seed: 5, isPositive: false)
    let quantization = ValueRange(low: -9 * share, high: 9 * share).quantization
    let estimate = RangeSearch(histogram(values)).squaredError(quantization)
    let exact = squaredError(values, quantization)
    #expect(abs(estimate - exact) < 0.1 * exact)
  }

  @Test func aPercentileLeavesOutTheTailsOnly() {
    let values = (0..<100_000).map { Float($0) / 1000 } + [1000]
    let range = RangeSearch(histogram(values)).range(.percentile)
    #expect(range.low == 0)
    #expect(abs(range.high - 99.99) < 0.5)
  }

  @Test func anActivationThatIsAlwaysZeroGetsAScale() {
    for method in RangeMethod.allCases {
      let quantization = RangeSearch(histogram([0, 0, 0])).range(method).quantization
      #expect(quantization.scale == 1)
      #expect(quantization.dequantize(quantization.quantize(0)) == 0)
    }
  }

  @Test(arguments: RangeMethod.allCases) func aConstantStaysInItsRange(method: RangeMethod) {
    for constant: Float in [-3, 0.001, 7e6] {
      let quantization = RangeSearch(histogram([Float](repeating: constant, count: 9))).range(method)
        .quantization
      let back = quantization.dequantize(quantization.quantize(constant))
      #expect(abs(back - constant) <= abs(constant) / 100, "\(method) \(constant)")
    }
  }

  @Test func zeroFallsOnAStep() {
    for (low, high) in [(-1.0, 2.0), (-0.1, 9.9), (0, 5), (-5, 0), (-1e-8, 3)] {
      let quantization = ValueRange(low: low, high: high).quantization
      #expect((-128...127).contains(quantization.zeroPoint))
      #expect(quantization.dequantize(quantization.quantize(0)) == 0)
    }
  }
}

@Suite struct ActivationHistogramTests {
  @Test func theOrderAndTheDivisionOfValuesDoNotMatter() {
    var generator = SeededGenerator(seed: 9)
    var values: [Float] = []
    for i in 0..<3000 {
      let limit: Float = i < 1000 ? 0.01 : i < 2000 ? 1 : 300
      values.append(i % 7 == 0 ? 0 : Float.random(in: -limit...limit, using: &generator))
    }
    var whole = ActivationHistogram()
    expectAdding(values, to: &whole)
    var merged = ActivationHistogram()
    for start in stride(from: 2700, through: 0, by: -300) {
      var part = ActivationHistogram()
      expectAdding(Array(values[start..<start + 300]), to: &part)
      merged.merge(part)
    }
    #expect(merged == whole)
    #expect(whole.total == values.count)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity]) func aValueThatIsNotFiniteIsRefused(value: Float) {
    var histogram = ActivationHistogram()
    expectAdding([1, value, 2], to: &histogram, is: false)
    #expect(histogram == ActivationHistogram())
  }
}

/// Adds values, and expects that they are taken, or not.
private func expectAdding(
  _ values: [Float], to histogram: inout ActivationHistogram, is expected: Bool = true
) {
  let isAdded = histogram.add(values)
  #expect(isAdded == expected)
}
