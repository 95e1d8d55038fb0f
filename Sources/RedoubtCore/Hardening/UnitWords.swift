/// The unit entries of one tensor, as words of the file: small, for what passes through them often.
@safe struct UnitWords {
  private let start: UnsafePointer<UInt32>?
  /// Number of units whose entries lie in the file.
  let count: Int

  /// No units.
  init() {
    unsafe start = nil
    count = 0
  }

  /// No units, either, where the entries leave the file or are not aligned.
  ///
  /// - Parameters:
  ///   - bytes: The file; must outlive this.
  ///   - position: Byte of the first unit's entry.
  init(_ bytes: ModelBytes, _ position: Int, count: Int) {
    let words = bytes.span(position, count &* HardeningFormat.UnitEntry.words, of: UInt32.self)
    unsafe start = words?.unsafeStart
    self.count = words == nil ? 0 : count
  }

  /// All words; nil where there are none.
  var words: Span<UInt32>? {
    @_lifetime(immortal) get {
      guard let start = unsafe start else { return nil }
      let span = unsafe Span(_unsafeStart: start, count: count &* HardeningFormat.UnitEntry.words)
      return unsafe _overrideLifetime(span, copying: ())
    }
  }

  /// Word `i` of unit `k`; 0 behind the last unit.
  @inline(__always)
  func word(_ k: Int, _ i: Int) -> UInt32 {
    guard k >= 0, k < count, let start = unsafe start else { return 0 }
    // An entry has as many words as are asked for.
    return unsafe start[k &* HardeningFormat.UnitEntry.words &+ i]
  }

  /// Copy 0 of the requantisation pair of the unit with an entry; nil where its scheme does not replicate it.
  @inline(__always)
  static func pair(_ entry: UnsafePointer<UInt32>) -> QuantizedMultiplier? {
    guard unsafe entry[HardeningFormat.UnitEntry.channelAndScheme] & 1 &<< 24 != 0 else { return nil }
    return unsafe QuantizedMultiplier(
      multiplier: Int32(bitPattern: entry[HardeningFormat.UnitEntry.multiplier]),
      shift: Int32(bitPattern: entry[HardeningFormat.UnitEntry.shift])
    ).withBoundedShift
  }

  /// Channel of unit `k`.
  @inline(__always)
  func channel(_ k: Int) -> Int {
    Int(truncatingIfNeeded: word(k, HardeningFormat.UnitEntry.channelAndScheme) & 0xff_ffff)
  }
}
