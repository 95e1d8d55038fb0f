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

  /// Element `i` as an integer of the vector's element size.
  public func element<T: FixedWidthInteger & BitwiseCopyable>(_ i: Int, as type: T.Type) throws(ModelError)
    -> T
  {
    guard i >= 0, i < count, let value = bytes.load(position &+ i &* elementBytes, as: type) else {
      throw ModelError(.outsideFile, field, index: i, value: i)
    }
    return value
  }

  /// Element `i` of a vector of tables.
  func table(_ i: Int) throws(ModelError) -> FlatTable {
    guard i >= 0, i < count else { throw ModelError(.outOfRange, field, index: i, value: i) }
    let place = try FlatVector.follow(bytes, position &+ 4 &* i, field, i)
    return try FlatTable(bytes, at: place, from: field, index: i)
  }

  /// Position that the 32-bit offset at `place` points to.
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
