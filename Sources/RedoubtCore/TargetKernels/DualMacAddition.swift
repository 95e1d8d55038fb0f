import RedoubtIntrinsics

/// ADD with four elements of each operand at a time.
///
/// Gives the reference kernel's bytes for every operand.
package enum DualMacAddition {
  /// Computes the leading elements of a result without broadcasting.
  ///
  /// - Returns: How many were computed: all but at most three, or none where the parameters are outside of what the fast
  ///   steps take.
  @inline(never)
  static func run(
    _ p: borrowing SumParameters, _ first: Span<Int8>, _ second: Span<Int8>, _ output: inout MutableSpan<Int8>
  ) -> Int {
    let shift = 0 &- p.outputMultiplier.shift
    guard !p.broadcast.isNeeded, p.range.minimum == -128, p.range.maximum == 127, shift >= 1, shift <= 22,
      p.outputMultiplier.multiplier >= 0, let a = operand(p.firstMultiplier, p.firstOffset),
      let b = operand(p.secondMultiplier, p.secondOffset)
    else { return 0 }
    let parameters = redoubt_fast_sum(
      first: a, second: b, multiplier: p.outputMultiplier.multiplier,
      addend: (2 &* p.outputZeroPoint &+ 1) &<< (shift &- 1), shift: shift)
    let groups = output.count &>> 2
    unsafe withUnsafePointer(to: parameters) {
      unsafe redoubt_add_groups(first.unsafeStart, second.unsafeStart, output.unsafeStart, groups, $0)
    }
    return groups &* 4
  }

  /// - Returns: nil for shifts that the fast steps do not take. Both factors are at most one half, so that none is to the left.
  private static func operand(_ pair: QuantizedMultiplier, _ offset: Int32) -> redoubt_fast_operand? {
    let shift = 0 &- pair.shift
    guard pair.multiplier >= 0, shift >= 0, shift <= 30 else { return nil }
    // The factor one half: a doubled value, exact, and a right shift that loses nothing.
    guard shift > 0 || pair.multiplier == 0x4000_0000 else { return nil }
    return redoubt_fast_operand(
      offsets: redoubt_both_lanes(offset), left: shift == 0 ? 22 : 21, multiplier: pair.multiplier,
      addend: 1 &<< (max(1, shift) &- 1), shift: max(1, shift))
  }
}
