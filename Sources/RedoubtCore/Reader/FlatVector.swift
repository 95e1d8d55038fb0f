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

  /// The vector whose elements begin at a place that `FlatTable.vectorPlace` has found; an empty one for place 0.
  ///
  /// Its count bounds nothing but the elements that are asked for: each of those is checked.
  @inline(__always)
  init(_ bytes: ModelBytes, known place: Int, _ kind: Kind) {
    self.bytes = bytes
    position = place
    self.kind = kind
  }

  /// Number of elements.
  public var count: Int { Self.count(bytes, position) }

  @inline(never)
  private static func count(_ bytes: ModelBytes, _ position: Int) -> Int {
    // Behind the count, so that a vector begins at 4 or later.
    guard bytes.holds(position &- 4, 4) else { return 0 }
    return Int(max(0, unsafe bytes.word(position &- 4)))
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
    let place = position &+ i &* kind.elementBytes
    guard i >= 0, bytes.holds(position &- 4, 4), i < Int(unsafe bytes.word(position &- 4)),
      bytes.holds(place, 4)
    else { throw ModelError(.outsideFile, kind.field, index: i, value: i) }
    return UInt32(bitPattern: unsafe bytes.word(place))
  }

  /// Element `i` of a vector of tables.
  @inline(__always)
  func table(_ i: Int) throws(ModelError) -> FlatTable {
    FlatTable(bytes, known: try tablePlace(i), index: i)
  }

  /// Position of element `i` of a vector of tables.
  @inline(never)
  func tablePlace(_ i: Int) throws(ModelError) -> Int {
    guard i >= 0, i < count else { throw ModelError(.outOfRange, kind.field, index: i, value: i) }
    let place = try FlatVector.follow(bytes, position &+ 4 &* i, kind.field, i)
    return try FlatTable.position(bytes, at: place, from: kind.field, index: i)
  }

  /// Position that the 32-bit offset at `place` points to.
  @inline(never)
  static func follow(_ bytes: ModelBytes, _ place: Int, _ field: Field, _ index: Int) throws(ModelError)
    -> Int
  {
    // Offsets beyond Int32.max are refused before the addition, so that 32-bit targets decide as the host does.
    guard bytes.holds(place, 4) else { throw ModelError(.outsideFile, field, index: index, value: place) }
    let offset = Int(unsafe bytes.word(place))
    guard offset >= 0, offset < bytes.count &- place else {
      throw ModelError(.outsideFile, field, index: index, value: place)
    }
    return place &+ offset
  }
}
