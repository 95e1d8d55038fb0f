/// One memory of a board.
public struct BoardRegion: Hashable, Codable, Sendable {
  /// Unique on the board: "sram1".
  public let name: String
  public let kind: MemoryKind
  /// Bytes of data, without check bits.
  public let bytes: Int
  /// Data bits of the word that is stored, and protected, as one.
  public let wordBits: Int
  /// Words whose bits lie side by side: neighbouring cells of a row belong to words this number apart, so that one particle
  /// flips several bits of one word only if it reaches this far. 1 where a word's bits are neighbours.
  public let interleave: Int
  public let ecc: MemoryProtection
  /// Raw upsets in 10⁹ hours and 2²⁰ bits, at sea level in New York, before any correction.
  public let fitPerMbit: Double
  /// Where size and protection come from.
  public let source: String
  /// Where word width and interleave come from.
  public let geometrySource: String
  /// Where the raw rate comes from; begins with "assumed" where it is not measured.
  public let fitSource: String

  /// Bits of data in units of 2²⁰.
  public var megabits: Double { Double(bytes) * 8 / 1_048_576 }

  enum CodingKeys: String, CodingKey, CaseIterable {
    case name, kind, bytes, wordBits, interleave, ecc, fitPerMbit, source, geometrySource, fitSource
  }
}
