/// A table of a FlatBuffer, read in place: the position of its vtable and of its fields, all checked.
///
/// Format: a table begins with a signed offset back to its vtable; the vtable holds its own size, the table's
/// size and one 16-bit field offset per slot, 0 for an absent field (FlatBuffers internals, "Tables").
///
/// Four words, as all values of the reader that are handed around: that much travels in registers on a 32-bit target.
public struct FlatTable {
  let bytes: ModelBytes
  /// Byte position of the table in the file.
  let position: Int
  /// Row in the vector that holds the table; only for errors.
  let index: Int

  @inline(__always)
  init(_ bytes: ModelBytes, at position: Int, from field: Field, index: Int = 0) throws(ModelError) {
    self.bytes = bytes
    self.position = try FlatTable.position(bytes, at: position, from: field, index: index)
    self.index = index
  }

  /// A table that has been looked at before, in the same step.
  @inline(__always)
  init(_ bytes: ModelBytes, known position: Int, index: Int = 0) {
    self.bytes = bytes
    self.position = position
    self.index = index
  }

  /// Checks that a table and its vtable lie in the file.
  ///
  /// - Returns: The position.
  @inline(never)
  static func position(
    _ bytes: ModelBytes, at position: Int, from field: Field, index: Int
  ) throws(ModelError) -> Int {
    var value = position
    if bytes.holds(position, 4) {
      value = position &- Int(unsafe bytes.word(position))
      if value & 1 == 0, bytes.holds(value, 4) {
        let size = unsafe bytes.half(value)
        if size >= 4, size <= bytes.count &- value { return position }
      }
    }
    throw ModelError(.outsideFile, field, index: index, value: value)
  }

  /// Position of a field's value; 0, where no value can be, when the field is absent and its default holds.
  ///
  /// - Parameter position: Of a table that has been checked in this step; or 0, where none begins.
  @inline(never)
  private static func place(_ bytes: ModelBytes, _ position: Int, _ field: Field) -> Int {
    position == 0 ? 0 : Opened(bytes, known: position).place(field)
  }

  /// A checked table with its vtable at hand: what reads several fields at once.
  struct Opened {
    private let bytes: ModelBytes
    private let position, vtable, vtableBytes: Int

    /// - Parameter position: Of a table that has been checked in this step; 0 for one that is absent, and has no fields.
    @inline(__always)
    init(_ bytes: ModelBytes, known position: Int) {
      self.bytes = bytes
      self.position = position
      guard position != 0 else {
        (vtable, vtableBytes) = (0, 0)
        return
      }
      vtable = position &- Int(unsafe bytes.word(position))
      vtableBytes = unsafe bytes.half(vtable)
    }

    /// Position of a field's value, 0 when it is absent.
    @inline(__always)
    func place(_ field: Field) -> Int {
      let entry = 4 &+ 2 &* Int(field.slot)
      let offset = entry &+ 2 <= vtableBytes ? unsafe bytes.half(vtable &+ entry) : 0
      return offset == 0 ? 0 : position &+ offset
    }

    /// A scalar of 1, 2, 4 bytes or a saturated one of 8; 0 when absent.
    @inline(__always)
    func scalar(_ field: Field, bytes size: UInt32, index: Int) throws(ModelError) -> UInt32 {
      try FlatTable.bits(bytes, place(field), UInt32(field.packed) | size &<< 16, index)
    }

    /// Where a vector's elements begin, 0 when absent.
    @inline(__always)
    func vector(_ field: Field, elementBytes: Int, index: Int) throws(ModelError) -> Int {
      try FlatTable.vector(
        bytes, place(field), FlatVector.Kind(field, elementBytes: elementBytes), index)
    }

    /// Where a table begins, 0 when absent.
    @inline(__always)
    func table(_ field: Field, index: Int) throws(ModelError) -> Int {
      try FlatTable.table(bytes, place(field), field, index)
    }
  }

  /// A scalar, or its default where the file leaves it out.
  ///
  /// - Parameter absent: 0 ... 127; of at most 4 bytes.
  @inline(__always)
  func scalar<T: FixedWidthInteger & BitwiseCopyable>(
    _ field: Field, default absent: T
  ) throws(ModelError) -> T {
    let size = UInt32(truncatingIfNeeded: MemoryLayout<T>.size)
    return T(
      truncatingIfNeeded: try bits(
        UInt32(field.packed) | size &<< 16 | UInt32(truncatingIfNeeded: absent) &<< 24))
  }

  /// A scalar of 1, 2 or 4 bytes, or one of 8 bytes that saturates to 4; one function for all types.
  ///
  /// - Parameter request: From bit 0 on the field, from 16 on its size, from 24 on its default.
  @inline(never)
  private func bits(_ request: UInt32) throws(ModelError) -> UInt32 {
    try Self.bits(
      bytes, Self.place(bytes, position, Field(packed: UInt16(truncatingIfNeeded: request))), request, index)
  }

  /// The scalar at the place of a field, 0 when absent.
  @inline(never)
  static func bits(
    _ bytes: ModelBytes, _ place: Int, _ request: UInt32, _ index: Int
  ) throws(ModelError) -> UInt32 {
    guard place != 0 else { return request &>> 24 }
    let size = Int(truncatingIfNeeded: (request &>> 16) & 0xff)
    guard bytes.holds(place, size) else {
      throw ModelError(.outsideFile, Field(packed: UInt16(truncatingIfNeeded: request)), index: index)
    }
    if size == 1 { return UInt32(truncatingIfNeeded: unsafe bytes.byte(place)) }
    if size == 2 { return UInt32(truncatingIfNeeded: unsafe bytes.half(place)) }
    if size == 8, unsafe bytes.word(place &+ 4) != 0 { return .max }
    return UInt32(bitPattern: unsafe bytes.word(place))
  }

  /// A vector (or string) field, nil when absent.
  ///
  /// - Parameter elementBytes: Size of an element in the file; 4 for vectors of tables.
  @inline(__always)
  func vector(_ field: Field, elementBytes: Int) throws(ModelError) -> FlatVector? {
    let vector = try vectorOrEmpty(field, elementBytes: elementBytes)
    return vector.position == 0 ? nil : vector
  }

  /// A vector field; absent means empty, at position 0.
  @inline(__always)
  func vectorOrEmpty(_ field: Field, elementBytes: Int) throws(ModelError) -> FlatVector {
    let kind = FlatVector.Kind(field, elementBytes: elementBytes)
    return FlatVector(bytes, known: try vectorPlace(kind), kind)
  }

  /// Where a vector's elements begin, 0 when absent.
  @inline(never)
  func vectorPlace(_ kind: FlatVector.Kind) throws(ModelError) -> Int {
    try Self.vector(bytes, Self.place(bytes, position, kind.field), kind, index)
  }

  /// Follows the offset at the place of a vector field, 0 when absent, and checks the vector.
  ///
  /// - Returns: Where its elements begin, 0 when absent.
  @inline(never)
  static func vector(
    _ bytes: ModelBytes, _ place: Int, _ kind: FlatVector.Kind, _ index: Int
  ) throws(ModelError) -> Int {
    guard place != 0 else { return 0 }
    let start = try FlatVector.follow(bytes, place, kind.field, index)
    guard bytes.holds(start, 4) else {
      throw ModelError(.outsideFile, kind.field, index: index, value: start)
    }
    let count = Int(unsafe bytes.word(start))
    guard count >= 0, count <= (bytes.count &- start &- 4) / kind.elementBytes else {
      throw ModelError(.outsideFile, kind.field, index: index, value: count < 0 ? start : count)
    }
    return start &+ 4
  }

  /// Where a vector of tables or other words begins, 0 when absent.
  @inline(__always)
  func tablesPlace(_ field: Field) throws(ModelError) -> Int32 {
    Int32(truncatingIfNeeded: try vectorPlace(FlatVector.Kind(field, elementBytes: 4)))
  }

  /// Position of a table field, 0 when absent.
  @inline(never)
  func tablePlace(_ field: Field) throws(ModelError) -> Int {
    try Self.table(bytes, Self.place(bytes, position, field), field, index)
  }

  /// Follows the offset at the place of a table field, 0 when absent, and checks the table.
  ///
  /// - Returns: Where it begins, 0 when absent.
  @inline(never)
  static func table(
    _ bytes: ModelBytes, _ place: Int, _ field: Field, _ index: Int
  ) throws(ModelError) -> Int {
    guard place != 0 else { return 0 }
    return try FlatTable.position(
      bytes, at: try FlatVector.follow(bytes, place, field, index), from: field, index: index)
  }
}
