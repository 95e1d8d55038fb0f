/// The unit entries of one tensor, as words of the file: small, for what passes through them often.
struct UnitWords {
  private let bytes: ModelBytes
  private let position: Int
  /// Number of units.
  let count: Int

  /// No units.
  init(_ bytes: ModelBytes) {
    self.bytes = bytes
    position = 0
    count = 0
  }

  /// - Parameter position: Byte of the first unit's entry in the file.
  init(_ bytes: ModelBytes, _ position: Int, count: Int) {
    self.bytes = bytes
    self.position = position
    self.count = count
  }

  /// All words; nil where they leave the file or are not aligned.
  var words: Span<UInt32>? {
    @_lifetime(immortal) get {
      bytes.span(position, count &* HardeningFormat.UnitEntry.words, of: UInt32.self)
    }
  }

  /// Word `i` of unit `k`; 0 outside the file.
  @inline(__always)
  func word(_ k: Int, _ i: Int) -> UInt32 {
    bytes.load(position &+ 4 &* (k &* HardeningFormat.UnitEntry.words &+ i), as: UInt32.self) ?? 0
  }

  /// Channel of unit `k`.
  @inline(__always)
  func channel(_ k: Int) -> Int {
    Int(truncatingIfNeeded: word(k, HardeningFormat.UnitEntry.channelAndScheme) & 0xff_ffff)
  }
}
