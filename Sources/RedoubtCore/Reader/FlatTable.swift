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

  @inline(never)
  init(_ bytes: ModelBytes, at position: Int, from field: Field, index: Int = 0) throws(ModelError) {
    guard let back = bytes.load(position, as: Int32.self) else {
      throw ModelError(.outsideFile, field, index: index, value: position)
    }
    let vtable = position &- Int(back)
    guard vtable & 1 == 0, let size = bytes.load(vtable, as: UInt16.self), size >= 4,
      bytes.contains(vtable, Int(size))
    else { throw ModelError(.outsideFile, field, index: index, value: vtable) }
    self.bytes = bytes
    self.position = position
    self.index = index
  }

  /// A table that has been looked at before, in the same step.
  @inline(__always)
  init(_ bytes: ModelBytes, known position: Int, index: Int = 0) {
    self.bytes = bytes
    self.position = position
    self.index = index
  }

  /// Position of a field's value; 0, where no value can be, when the field is absent and its default holds.
  @inline(never)
  private static func place(_ bytes: ModelBytes, _ position: Int, _ field: Field) -> Int {
    // No table begins where the file does.
    guard position != 0 else { return 0 }
    let vtable = position &- Int(bytes.load(position, as: Int32.self) ?? 0)
    let entry = 4 &+ 2 &* Int(field.slot)
    guard let size = bytes.load(vtable, as: UInt16.self), entry &+ 2 <= Int(size),
      let offset = bytes.load(vtable &+ entry, as: UInt16.self), offset != 0
    else { return 0 }
    return position &+ Int(offset)
  }

  /// A scalar, or its default where the file leaves it out.
  ///
  /// - Parameter absent: 0 ... 127; of at most 4 bytes.
  @inline(__always)
  func scalar<T: FixedWidthInteger & BitwiseCopyable>(
    _ field: Field, default absent: T
  ) throws(ModelError) -> T {
    let size = UInt32(truncatingIfNeeded: MemoryLayout<T>.size)
    return T(truncatingIfNeeded: try bits(
      UInt32(field.packed) | size &<< 16 | UInt32(truncatingIfNeeded: absent) &<< 24))
  }

  /// A scalar of 8 bytes, what exceeds 32 bits as `UInt32.max`; 0 where the file leaves it out.
  @inline(__always)
  func saturatedScalar(_ field: Field) throws(ModelError) -> UInt32 {
    try bits(UInt32(field.packed) | 8 &<< 16)
  }

  /// A scalar of 1, 2 or 4 bytes, or one of 8 bytes that saturates to 4; one function for all types.
  ///
  /// - Parameter request: From bit 0 on the field, from 16 on its size, from 24 on its default.
  @inline(never)
  private func bits(_ request: UInt32) throws(ModelError) -> UInt32 {
    let field = Field(packed: UInt16(truncatingIfNeeded: request))
    let place = Self.place(bytes, position, field)
    guard place != 0 else { return request &>> 24 }
    let size = Int(truncatingIfNeeded: (request &>> 16) & 0xff)
    guard bytes.contains(place, size) else { throw ModelError(.outsideFile, field, index: index) }
    if size == 8, bytes.load(place &+ 4, as: UInt32.self) != 0 { return .max }
    return bytes.low(place, bytes: size)
  }

  /// Position that an offset field points to, 0 when absent.
  @inline(never)
  private func target(_ field: Field) throws(ModelError) -> Int {
    let place = Self.place(bytes, position, field)
    return place == 0 ? 0 : try FlatVector.follow(bytes, place, field, index)
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
    let place = try target(kind.field)
    return place == 0 ? 0 : try FlatVector.first(bytes, at: place, kind, index: index)
  }

  /// Where a vector of tables or other words begins, 0 when absent.
  @inline(__always)
  func tablesPlace(_ field: Field) throws(ModelError) -> Int32 {
    Int32(truncatingIfNeeded: try vectorPlace(FlatVector.Kind(field, elementBytes: 4)))
  }

  /// A table field, nil when absent.
  @inline(__always)
  func table(_ field: Field) throws(ModelError) -> FlatTable? {
    let place = try tablePlace(field)
    return place == 0 ? nil : FlatTable(bytes, known: place, index: index)
  }

  /// Position of a table field, 0 when absent.
  @inline(never)
  func tablePlace(_ field: Field) throws(ModelError) -> Int {
    let place = try target(field)
    guard place != 0 else { return 0 }
    return try FlatTable(bytes, at: place, from: field, index: index).position
  }
}
