/// One of the two parameter banks: a header, then rows. A buffer of the model file, or memory of its own where a
/// deployment has put the bank into another memory.
public struct ReplicaBank {
  let bytes: ModelBytes
  /// Where the bank begins in `bytes`, a multiple of 4.
  let start: Int
  /// Bytes of the bank, header included.
  package let count: Int

  /// A bank that stands alone.
  ///
  /// - Parameter bytes: The bank's bytes, aligned to 16.
  public init(_ bytes: ModelBytes) {
    self.bytes = bytes
    start = 0
    count = bytes.count
  }

  /// A bank inside the model file.
  init(_ data: FlatVector) {
    bytes = data.bytes
    start = data.position
    count = data.count
  }

  /// Word `i` of what begins at a byte offset of the bank; nil outside it.
  @inline(__always)
  package func word(_ offset: Int, _ i: Int = 0) -> UInt32? {
    let place = offset &+ 4 &* i
    guard place >= 0, place & 3 == 0, place <= count &- 4 else { return nil }
    return bytes.load(start &+ place, as: UInt32.self)
  }

  /// All words; nil where they leave the memory.
  var words: Span<UInt32>? {
    @_lifetime(immortal) get { bytes.span(start, count / 4, of: UInt32.self) }
  }

  /// Whether `length` bytes from `offset` on lie inside the bank.
  func contains(_ offset: Int, _ length: Int) -> Bool {
    offset >= 0 && length >= 0 && offset <= count && length <= count &- offset
  }

  /// Throws unless the bank is the one of this number that was made with the table.
  func check(number: Int, byteCount: Int, identity: UInt32) throws(HardeningError) {
    let wrong = HardeningError(.wrongBank, word: HardeningFormat.Header.bankBytes, value: number)
    guard start & 3 == 0, count == byteCount, word(0, HardeningFormat.Bank.identity) == identity,
      word(0, HardeningFormat.Bank.number) == UInt32(truncatingIfNeeded: number),
      word(0, HardeningFormat.Bank.byteCount) == UInt32(truncatingIfNeeded: byteCount)
    else { throw wrong }
  }
}
