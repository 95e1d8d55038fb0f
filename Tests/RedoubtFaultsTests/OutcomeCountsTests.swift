import RedoubtFaults
import Testing

@Suite struct OutcomeCountsTests {
  @Test("counts add up to the injections, and only changed decisions are silent corruptions")
  func sums() {
    var counts = OutcomeCounts()
    for (i, outcome) in Outcome.allCases.enumerated() { counts.add(outcome, times: i + 1) }
    #expect(counts.injections == 36)
    #expect(counts.silentCorruptions == counts[.critical] + counts[.beneficial] + counts[.neutral])
    #expect((counts + counts).injections == 72)
  }
}
