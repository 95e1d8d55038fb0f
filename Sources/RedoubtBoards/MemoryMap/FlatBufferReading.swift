/// Finds a few structures of a model file by position: metadata entries by name, and buffers.
struct FlatBufferReading {
  private let file: [UInt8]

  init(_ file: [UInt8]) { self.file = file }

  private func load(_ place: Int, bytes: Int) -> Int? {
    guard place >= 0, place <= file.count - bytes else { return nil }
    return (0..<bytes).reduce(0) { $0 | Int(file[place + $1]) << (8 * $1) }
  }

  /// An unsigned 32-bit word.
  func word(_ place: Int) -> Int? { load(place, bytes: 4) }

  private func follow(_ place: Int?) -> Int? {
    guard let place, let distance = word(place) else { return nil }
    return place + distance
  }

  private func field(_ table: Int?, _ slot: Int) -> Int? {
    guard let table, let back = word(table) else { return nil }
    let vtable = table - Int(Int32(truncatingIfNeeded: back))
    guard let size = load(vtable, bytes: 2), 6 + 2 * slot <= size,
      let offset = load(vtable + 4 + 2 * slot, bytes: 2), offset != 0
    else { return nil }
    return table + offset
  }

  /// Element `i` of a vector of tables that a field of the root table points to.
  private func table(_ slot: Int, _ i: Int) -> Int? {
    guard let vector = follow(field(follow(0), slot)), let count = word(vector), i >= 0, i < count else {
      return nil
    }
    return follow(vector + 4 + 4 * i)
  }

  private func bytes(_ table: Int?, _ slot: Int) -> Range<Int>? {
    guard let vector = follow(field(table, slot)), let count = word(vector), vector + 4 + count <= file.count
    else { return nil }
    return vector + 4..<vector + 4 + count
  }

  /// Data of a buffer; nil for one without any.
  func buffer(_ index: Int) -> Range<Int>? { bytes(table(4, index), 0) }

  /// Data of the metadata entry with a name.
  func metadata(named name: String) -> Range<Int>? {
    var i = 0
    while let entry = table(6, i) {
      if let text = bytes(entry, 0), file[text].elementsEqual(name.utf8) {
        return field(entry, 1).flatMap { word($0) }.flatMap { buffer($0) }
      }
      i += 1
    }
    return nil
  }
}
