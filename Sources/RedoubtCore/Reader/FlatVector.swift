/// A vector of a FlatBuffer, read in place: a 32-bit count, then the elements.
public struct FlatVector {
  let bytes: ModelBytes
  /// Byte position of the first element.
  let position: Int
  /// Number of elements.
  public let count: Int
  private let elementBytes: Int
  private let field: Field

  init(
    _ bytes: ModelBytes, at place: Int, elementBytes: Int, from field: Field, index: Int
  ) throws(ModelError) {
    guard let length = bytes.load(place, as: UInt32.self), length <= UInt32(Int32.max) else {
      throw ModelError(.outsideFile, field, index: index, value: place)
    }
    let first = place &+ 4
    guard first <= bytes.count, Int(length) <= (bytes.count &- first) / elementBytes else {
      throw ModelError(.outsideFile, field, index: index, value: Int(length))
    }
    self.bytes = bytes
    self.position = first
    self.count = Int(length)
    self.elementBytes = elementBytes
    self.field = field
  }

  init(empty bytes: ModelBytes, field: Field) {
    self.bytes = bytes
    self.position = 0
    self.count = 0
    self.elementBytes = 1
    self.field = field
  }

  /// The vector whose elements begin at a place that `init(_:at:…)` has found; an empty one for place 0.
  ///
  /// Its count is read again, and bounds nothing but the elements that are asked for: each of those is checked.
  @inline(never)
  init(_ bytes: ModelBytes, known place: Int32, elementBytes: Int, field: Field) {
    self.bytes = bytes
    position = Int(place)
    let count = place == 0 ? 0 : bytes.load(Int(place) &- 4, as: Int32.self) ?? 0
    self.count = Int(max(0, count))
    self.elementBytes = elementBytes
    self.field = field
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
    guard i >= 0, i < count, let value = bytes.load(position &+ i &* elementBytes, as: type) else {
      throw ModelError(.outsideFile, field, index: i, value: i)
    }
    return value
  }

  @inline(never)
  private func word(_ i: Int) throws(ModelError) -> UInt32 {
    guard i >= 0, i < count, let value = bytes.load(position &+ i &* elementBytes, as: UInt32.self) else {
      throw ModelError(.outsideFile, field, index: i, value: i)
    }
    return value
  }

  /// Element `i` of a vector of tables.
  @inline(never)
  func table(_ i: Int) throws(ModelError) -> FlatTable {
    guard i >= 0, i < count else { throw ModelError(.outOfRange, field, index: i, value: i) }
    let place = try FlatVector.follow(bytes, position &+ 4 &* i, field, i)
    return try FlatTable(bytes, at: place, from: field, index: i)
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
