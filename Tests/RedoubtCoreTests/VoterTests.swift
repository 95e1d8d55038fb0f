import RedoubtCore
import Testing

@Suite struct VoterTests {
  /// Majority of three bits, as a truth table: a, b, c, result.
  private static let table: [(UInt32, UInt32, UInt32, UInt32)] = [
    (0, 0, 0, 0), (0, 0, 1, 0), (0, 1, 0, 0), (0, 1, 1, 1), (1, 0, 0, 0), (1, 0, 1, 1), (1, 1, 0, 1),
    (1, 1, 1, 1),
  ]

  @Test(arguments: 0..<32) func everyBitFollowsTheTruthTable(_ bit: UInt32) {
    for (a, b, c, result) in Self.table {
      // The other bits hold each constant, so that no bit disturbs another.
      for rest: UInt32 in [0, ~(1 << bit)] {
        var voter = Voter()
        let found = voter.vote(rest | a << bit, rest | b << bit, rest | c << bit)
        #expect(found == rest | result << bit)
        // The third copy is read only where the first two differ.
        #expect(voter.corrected == (a == b ? 0 : 1) && voter.disagreed == 0)
      }
    }
  }

  @Test func allPairsOfBitsAreIndependent() {
    // Every combination of three two-bit words against the table bit by bit.
    for word in 0..<UInt32(64) {
      let (a, b, c) = (word & 3, word >> 2 & 3, word >> 4 & 3)
      var expected: UInt32 = 0
      for bit: UInt32 in 0...1 {
        let row = Self.table.first { $0.0 == a >> bit & 1 && $0.1 == b >> bit & 1 && $0.2 == c >> bit & 1 }
        expected |= (row?.3 ?? 0) << bit
      }
      var voter = Voter()
      #expect(voter.vote(a, b, c) == expected)
      let distinct = a == b ? 1 : Set([a, b, c]).count
      #expect(voter.corrected == (distinct == 2 ? 1 : 0) && voter.disagreed == (distinct == 3 ? 1 : 0))
    }
  }

  @Test func bytesAreVotedAlike() {
    var voter = Voter()
    #expect(voter.vote(0x81 as UInt8, 0x80, 0x80) == 0x80)
    #expect(voter.vote(1 as UInt8, 2, 4) == 0)
    #expect(voter.corrected == 1 && voter.disagreed == 1)
  }
}
