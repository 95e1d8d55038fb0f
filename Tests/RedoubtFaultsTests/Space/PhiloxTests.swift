import Testing

@testable import RedoubtFaults

@Suite struct PhiloxTests {
  /// Known answers that the authors publish with their library (Random123, `kat_vectors`).
  @Test func knownAnswersAreGiven() {
    #expect(
      Philox.block(key: 0, counter: .zero)
        == .init(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    #expect(
      Philox.block(key: .max, counter: .init(repeating: .max))
        == .init(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    #expect(
      Philox.block(
        key: 0x299f_31d0_a409_3822, counter: .init(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344))
        == .init(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  @Test func aTrialsNumbersDependOnSeedAndTrialOnly() {
    func numbers(_ seed: UInt64, _ trial: Int) -> [UInt64] {
      var random = TrialRandom(seed: seed, trial: trial)
      return (0..<5).map { _ in random.next() }
    }
    #expect(numbers(1, 2) == numbers(1, 2))
    #expect(Set([numbers(1, 2), numbers(1, 3), numbers(2, 2), numbers(1, 2 + 1 << 32)]).count == 4)
    var random = TrialRandom(seed: 9, trial: 0)
    for bound in [1, 2, 3, 7, 1000, Int.max] { #expect((0..<bound).contains(random.below(bound))) }
    for _ in 0..<1000 {
      let unit = random.unit()
      #expect(unit > 0 && unit <= 1)
    }
  }

  @Test func theLogarithmIsTheNaturalOne() {
    // ln 2, ln 10, ln 0.001 from tables.
    #expect(abs(TrialPlan.logarithm(2) - 0.693147180559945309) < 1e-15)
    #expect(abs(TrialPlan.logarithm(10) - 2.302585092994045684) < 2e-15)
    #expect(abs(TrialPlan.logarithm(0.001) + 6.907755278982137052) < 4e-15)
    #expect(TrialPlan.logarithm(1) == 0)
  }
}
