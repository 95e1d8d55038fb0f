import RedoubtFaults
import Testing

@Suite struct MultipleComparisonsTests {
  @Test func holmAdjustsInOrderOfSize() {
    // The example 0.01, 0.02, 0.03, 0.04, in another order: 4·0.01, 3·0.02, 2·0.03 and then never smaller.
    let adjusted = MultipleComparisons.holm([0.03, 0.01, 0.04, 0.02])
    for (value, expected) in zip(adjusted, [0.06, 0.04, 0.06, 0.06]) {
      #expect(abs(value - expected) < 1e-12)
    }
    #expect(MultipleComparisons.holm([0.9, 0.8]) == [1, 1])
    #expect(MultipleComparisons.holm([]).isEmpty)
  }

  @Test func severalIntervalsShareTheError() {
    #expect(abs(MultipleComparisons.confidence(each: 10) - 0.995) < 1e-12)
    #expect(MultipleComparisons.confidence(each: 1, together: 0.99) == 0.99)
  }
}
