/// A vector of a FlatBuffer, read in place: a 32-bit count, then the elements.
public struct FlatVector {
  let bytes: ModelBytes
  /// Byte position of the first element; 0 for the vector that the file leaves out.
  let position: Int
  private let kind: Kind

  /// The field that a vector stands in, and the size of its elements in bytes: one word.
  struct Kind {
    private let packed: UInt32

    @inline(__always)
    init(_ field: Field, elementBytes: Int) {
      packed = UInt32(field.packed) | UInt32(truncatingIfNeeded: elementBytes) &<< 16
    }

    static let bufferData = Kind(.bufferData, elementBytes: 1)

    var field: Field { Field(packed: UInt16(truncatingIfNeeded: packed)) }
    var elementBytes: Int { Int(truncatingIfNeeded: packed &>> 16) }
  }

  /// The vector whose elements begin at a place that `first(_:at:_:index:)` has found; an empty one for place 0.
  ///
  /// Its count bounds nothing but the elements that are asked for: each of those is checked.
  @inline(__always)
  init(_ bytes: ModelBytes, known place: Int, _ kind: Kind) {
    self.bytes = bytes
    position = place
    self.kind = kind
  }

  /// Checks the vector at a place: its elements lie in the file.
  ///
  /// - Returns: Where they begin.
  @inline(never)
  static func first(
    _ bytes: ModelBytes, at place: Int, _ kind: Kind, index: Int
  ) throws(ModelError) -> Int {
    var value = place
    if let length = bytes.load(place, as: UInt32.self), length <= UInt32(Int32.max) {
      let first = place &+ 4
      value = Int(length)
      if first <= bytes.count, value <= (bytes.count &- first) / kind.elementBytes { return first }
    }
    throw ModelError(.outsideFile, kind.field, index: index, value: value)
  }

  /// Number of elements.
  public var count: Int { Self.count(bytes, position) }

  @inline(never)
  private static func count(_ bytes: ModelBytes, _ position: Int) -> Int {
    Int(max(0, position == 0 ? 0 : bytes.load(position &- 4, as: Int32.self) ?? 0))
  }

  /// Element `i` as an integer of the vector's element size.
  @inline(__always)
  public func element<T: FixedWidthInteger & BitwiseCopyable>(_ i: Int, as type: T.Type) throws(ModelError)
    -> T
  {
    if MemoryLayout<T>.size == 4 { return T(truncatingIfNeeded: try word(i)) }
    return try wideElement(i, as: type)
  }

  @inline(never)
  private func wideElement<T: FixedWidthInteger & BitwiseCopyable>(_ i: Int, as type: T.Type)
    throws(ModelError)
    -> T
  {
    guard i >= 0, i < count, let value = bytes.load(position &+ i &* kind.elementBytes, as: type) else {
      throw ModelError(.outsideFile, kind.field, index: i, value: i)
    }
    return value
  }

  @inline(never)
  private func word(_ i: Int) throws(ModelError) -> UInt32 {
    guard i >= 0, i < count, let value = bytes.load(position &+ i &* kind.elementBytes, as: UInt32.self)
    else { throw ModelError(.outsideFile, kind.field, index: i, value: i) }
    return value
  }

  /// Element `i` of a vector of tables.
  @inline(__always)
  func table(_ i: Int) throws(ModelError) -> FlatTable {
    FlatTable(bytes, known: try tablePlace(i), index: i)
  }

  @inline(never)
  private func tablePlace(_ i: Int) throws(ModelError) -> Int {
    guard i >= 0, i < count else { throw ModelError(.outOfRange, kind.field, index: i, value: i) }
    let place = try FlatVector.follow(bytes, position &+ 4 &* i, kind.field, i)
    return try FlatTable(bytes, at: place, from: kind.field, index: i).position
  }

  /// Position that the 32-bit offset at `place` points to.
  @inline(never)
  static func follow(_ bytes: ModelBytes, _ place: Int, _ field: Field, _ index: Int) throws(ModelError)
    -> Int
  {
    // Offsets beyond Int32.max are refused before the addition, so that 32-bit targets decide as the host does.
    guard let offset = bytes.load(place, as: UInt32.self), offset <= UInt32(Int32.max),
      Int(offset) < bytes.count &- place
    else { throw ModelError(.outsideFile, field, index: index, value: place) }
    return place &+ Int(offset)
  }
}
