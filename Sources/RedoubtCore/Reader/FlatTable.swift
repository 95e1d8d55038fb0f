/// A table of a FlatBuffer, read in place: the position of its vtable and of its fields, all checked.
///
/// Format: a table begins with a signed offset back to its vtable; the vtable holds its own size, the table's
/// size and one 16-bit field offset per slot, 0 for an absent field (FlatBuffers internals, "Tables").
public struct FlatTable {
  let bytes: ModelBytes
  /// Byte position of the table in the file.
  let position: Int
  /// Row in the vector that holds the table; only for errors.
  let index: Int
  private let vtable: Int
  private let vtableBytes: Int

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
    self.vtable = vtable
    self.vtableBytes = Int(size)
  }

  /// Position of a field's value, nil when the field is absent and its default holds.
  @inline(never)
  private func valuePosition(_ field: Field) -> Int? {
    let entry = 4 &+ 2 &* Int(field.slot)
    guard entry &+ 2 <= vtableBytes, let offset = bytes.load(vtable &+ entry, as: UInt16.self), offset != 0
    else { return nil }
    return position &+ Int(offset)
  }

  /// A scalar, or its default where the file leaves it out.
  @inline(__always)
  func scalar<T: FixedWidthInteger & BitwiseCopyable>(
    _ field: Field, default absent: T
  ) throws(ModelError) -> T {
    guard MemoryLayout<T>.size <= 4 else { return try wideScalar(field, default: absent) }
    return T(
      truncatingIfNeeded: try bits(
        field, byteCount: MemoryLayout<T>.size, default: UInt32(truncatingIfNeeded: absent)))
  }

  /// A scalar of 1, 2 or 4 bytes; one function for all types.
  @inline(never)
  private func bits(_ field: Field, byteCount: Int, default absent: UInt32) throws(ModelError) -> UInt32 {
    guard let place = valuePosition(field) else { return absent }
    let value: UInt32?
    switch byteCount {
    case 1: value = bytes.load(place, as: UInt8.self).map { UInt32($0) }
    case 2: value = bytes.load(place, as: UInt16.self).map { UInt32($0) }
    default: value = bytes.load(place, as: UInt32.self)
    }
    guard let value else { throw ModelError(.outsideFile, field, index: index) }
    return value
  }

  @inline(never)
  private func wideScalar<T: FixedWidthInteger & BitwiseCopyable>(
    _ field: Field, default absent: T
  ) throws(ModelError) -> T {
    guard let place = valuePosition(field) else { return absent }
    guard let value = bytes.load(place, as: T.self) else {
      throw ModelError(.outsideFile, field, index: index)
    }
    return value
  }

  /// The bit pattern of a float32 scalar, or its default.
  func floatBits(_ field: Field, default absent: UInt32) throws(ModelError) -> UInt32 {
    try scalar(field, default: absent)
  }

  /// Position that an offset field points to, nil when absent.
  @inline(never)
  private func target(_ field: Field) throws(ModelError) -> Int? {
    guard let place = valuePosition(field) else { return nil }
    return try FlatVector.follow(bytes, place, field, index)
  }

  /// A vector (or string) field, nil when absent.
  ///
  /// - Parameter elementBytes: Size of an element in the file; 4 for vectors of tables.
  @inline(never)
  func vector(_ field: Field, elementBytes: Int) throws(ModelError) -> FlatVector? {
    guard let place = try target(field) else { return nil }
    return try FlatVector(bytes, at: place, elementBytes: elementBytes, from: field, index: index)
  }

  /// A vector field; absent means empty.
  @inline(never)
  func vectorOrEmpty(_ field: Field, elementBytes: Int) throws(ModelError) -> FlatVector {
    try vector(field, elementBytes: elementBytes) ?? FlatVector(empty: bytes, field: field)
  }

  /// Where a vector of 4-byte elements begins, 0 when absent.
  @inline(never)
  func vectorPlace(_ field: Field, elementBytes: Int = 4) throws(ModelError) -> Int32 {
    Int32(truncatingIfNeeded: try vector(field, elementBytes: elementBytes)?.position ?? 0)
  }

  /// A table field, nil when absent.
  @inline(never)
  func table(_ field: Field) throws(ModelError) -> FlatTable? {
    guard let place = try target(field) else { return nil }
    return try FlatTable(bytes, at: place, from: field, index: index)
  }
}
