/// Which fields of a table are read, and what they are: four bits for each slot from the lowest, 0 for a slot that is not
/// read. A constant of the compiler.
struct FieldLayout {
  fileprivate private(set) var kinds: UInt32 = 0
  fileprivate let table: Field.Table

  @inline(__always)
  init(_ table: Field.Table) { self.table = table }

  // Scalars are 1 + log2 of their size, a word whose default is 1 is 5, a table 6, vectors 8 + log2 of their element's size.
  fileprivate static let byte: UInt32 = 1
  fileprivate static let long: UInt32 = 4
  fileprivate static let wordOfDefaultOne: UInt32 = 5
  fileprivate static let table: UInt32 = 6
  fileprivate static let vector: UInt32 = 8

  /// Adds a scalar of 1 or 4 bytes, or one of 8 bytes that saturates to 4; 0 where the file leaves it out.
  @inline(__always)
  func scalar(_ slot: UInt8, bytes: UInt32) -> FieldLayout { adding(1 &+ Self.log2(bytes), slot) }

  /// Adds a scalar of 4 bytes, 1 where the file leaves it out.
  @inline(__always)
  func wordOfDefaultOne(_ slot: UInt8) -> FieldLayout { adding(Self.wordOfDefaultOne, slot) }

  @inline(__always)
  func table(_ slot: UInt8) -> FieldLayout { adding(Self.table, slot) }

  @inline(__always)
  func vector(_ slot: UInt8, elementBytes: UInt32) -> FieldLayout {
    adding(Self.vector &+ Self.log2(elementBytes), slot)
  }

  @inline(__always)
  private func adding(_ kind: UInt32, _ slot: UInt8) -> FieldLayout {
    var sum = self
    sum.kinds |= kind &<< (4 &* UInt32(slot))
    return sum
  }

  /// Of 1, 2, 4 and 8.
  @inline(__always)
  private static func log2(_ bytes: UInt32) -> UInt32 {
    bytes == 8 ? 3 : bytes &>> 1
  }
}

/// The fields of a table that a layout asks for, read and checked in one go: a reader that calls a function for each field
/// is several times larger.
struct TableFields {
  private var words: [8 of Int32] = [0, 0, 0, 0, 0, 0, 0, 0]

  /// Every field absent.
  @inline(__always)
  init() {}

  /// - Parameters:
  ///   - position: Of a table that has been checked in this step; 0 for one that is absent, all of whose fields are.
  ///   - index: Row in the vector that holds the table; only for errors.
  @inline(__always)
  init(_ bytes: ModelBytes, _ position: Int, _ layout: FieldLayout, _ index: Int) throws(ModelError) {
    try read(bytes, position, layout, index)
  }

  // Changes what is there, since a result would be copied to its place.
  @inline(never)
  mutating func read(
    _ bytes: ModelBytes, _ position: Int, _ layout: FieldLayout, _ index: Int
  ) throws(ModelError) {
    let table = FlatTable.Opened(bytes, known: position)
    var (kinds, slot) = (layout.kinds, 0)
    while kinds != 0 {
      let unread = kinds.trailingZeroBitCount &>> 2
      slot = slot &+ unread
      kinds = kinds &>> UInt32(truncatingIfNeeded: 4 &* unread)
      let kind = kinds & 15
      let field = Field(layout.table, UInt8(truncatingIfNeeded: slot))
      let place = table.place(field)
      words[slot] =
        place == 0
        ? kind == FieldLayout.wordOfDefaultOne ? 1 : 0
        : Int32(truncatingIfNeeded: try Self.value(bytes, place, kind, field, index))
      kinds = kinds &>> 4
      slot = slot &+ 1
    }
  }

  @inline(__always)
  private static func value(
    _ bytes: ModelBytes, _ place: Int, _ kind: UInt32, _ field: Field, _ index: Int
  ) throws(ModelError) -> Int {
    if kind >= FieldLayout.vector {
      return try FlatTable.vector(
        bytes, place, FlatVector.Kind(field, elementBytes: 1 &<< Int(kind & 3)), index)
    }
    if kind == FieldLayout.table { return try FlatTable.table(bytes, place, field, index) }
    let size = kind == FieldLayout.byte ? 1 : kind == FieldLayout.long ? 8 : 4
    guard bytes.holds(place, size) else { throw ModelError(.outsideFile, field, index: index) }
    if size == 1 { return Int(unsafe bytes.byte(place)) }
    if size == 8, unsafe bytes.word(place &+ 4) != 0 { return -1 }
    return Int(unsafe bytes.word(place))
  }

  /// The value of a scalar; where a table or a vector's elements begin, 0 for one that is absent.
  @inline(__always)
  subscript(slot: Int) -> Int32 { words[slot] }

  /// As the subscript, for a position.
  @inline(__always)
  func place(_ slot: Int) -> Int { Int(words[slot]) }
}
