/// One memory of a board.
public struct BoardRegion: Hashable, Codable, Sendable {
  /// Unique on the board: "sram1".
  public let name: String
  /// How long a flipped bit stays.
  public let kind: MemoryKind
  /// Bytes of data, without check bits.
  public let bytes: Int
  /// Data bits of the word that is stored, and protected, as one.
  public let wordBits: Int
  /// Words whose bits lie side by side: neighbouring cells of a row belong to words this number apart, so that one particle
  /// flips several bits of one word only if it reaches this far. 1 where a word's bits are neighbours.
  public let interleave: Int
  /// The error code of each stored word.
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

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    /// Read as a real number first: the decoder's own error for 1.5 as an integer does not name the key.
    func whole(_ key: CodingKeys) throws -> Int {
      let number = try values.decode(Double.self, forKey: key)
      guard let whole = Int(exactly: number) else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: values, debugDescription: "\(number) is no whole number")
      }
      return whole
    }
    name = try values.decode(String.self, forKey: .name)
    kind = try values.decode(MemoryKind.self, forKey: .kind)
    bytes = try whole(.bytes)
    wordBits = try whole(.wordBits)
    interleave = try whole(.interleave)
    ecc = try values.decode(MemoryProtection.self, forKey: .ecc)
    fitPerMbit = try values.decode(Double.self, forKey: .fitPerMbit)
    source = try values.decode(String.self, forKey: .source)
    geometrySource = try values.decode(String.self, forKey: .geometrySource)
    fitSource = try values.decode(String.self, forKey: .fitSource)
  }

  public init(
    name: String, kind: MemoryKind, bytes: Int, wordBits: Int, interleave: Int, ecc: MemoryProtection,
    fitPerMbit: Double, source: String, geometrySource: String, fitSource: String
  ) {
    self.name = name
    self.kind = kind
    self.bytes = bytes
    self.wordBits = wordBits
    self.interleave = interleave
    self.ecc = ecc
    self.fitPerMbit = fitPerMbit
    self.source = source
    self.geometrySource = geometrySource
    self.fitSource = fitSource
  }
}
