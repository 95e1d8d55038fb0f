/// Walks the tables of a model file and claims their bytes.
///
/// Knows which fields the interpreter reads, and when; whatever else the walk meets is claimed as never read. Offsets
/// are followed only inside the file, and each structure only once, so that no file makes the walk long.
struct FlatBufferWalk {
  /// When a structure is read.
  struct Use {
    /// Steps that read it; nil for none.
    var steps: ClosedRange<Int>?
    var atInitialisation: Bool

    static let never = Use(steps: nil, atInitialisation: false)
  }

  /// A table found in the file.
  struct Table {
    let position: Int
    let vtable: Int
    let vtableBytes: Int
    /// "tensor 3"
    let name: String
    let owner: MemoryOwner
    let use: Use
  }

  let bytes: [UInt8]
  var map: FileMap

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    map = FileMap(byteCount: bytes.count)
  }

  func load<T: FixedWidthInteger>(_ place: Int, as type: T.Type) -> T? {
    let size = MemoryLayout<T>.size
    guard place >= 0, place <= bytes.count - size else { return nil }
    return (0..<size).reduce(0) { $0 | T(truncatingIfNeeded: bytes[place + $1]) << T(8 * $1) }
  }

  mutating func claim(_ range: Range<Int>, _ owner: MemoryOwner, _ use: Use) {
    map.claim(range, owner, steps: use.steps, atInitialisation: use.atInitialisation)
  }

  private static func owner(_ base: MemoryOwner, _ detail: String) -> MemoryOwner {
    MemoryOwner(
      base.kind, operatorIndex: base.operatorIndex, tensorIndex: base.tensorIndex, detail: detail)
  }

  /// Claims a table's head and its vtable.
  ///
  /// - Parameters:
  ///   - slots: The slots that the interpreter looks up.
  ///   - owner: Operator and tensor that the table belongs to.
  mutating func table(
    at position: Int, _ name: String, slots: [Int], _ use: Use, owner: MemoryOwner = MemoryOwner(.structure)
  ) -> Table? {
    guard let back = load(position, as: Int32.self) else { return nil }
    let vtable = position - Int(back)
    guard let size = load(vtable, as: UInt16.self), size >= 4, vtable + Int(size) <= bytes.count,
      let inlineBytes = load(vtable + 2, as: UInt16.self)
    else { return nil }
    claim(position..<position + 4, Self.owner(owner, "\(name), offset of its vtable"), use)
    claim(vtable..<vtable + 2, Self.owner(owner, "\(name), length of its vtable"), use)
    claim(vtable + 2..<vtable + 4, Self.owner(owner, "\(name), vtable"), .never)
    for entry in stride(from: 4, to: Int(size) - 1, by: 2) {
      let isRead = slots.contains((entry - 4) / 2)
      claim(
        vtable + entry..<vtable + entry + 2,
        Self.owner(owner, "\(name), vtable entry \((entry - 4) / 2)"), isRead ? use : .never)
    }
    _ = inlineBytes
    return Table(
      position: position, vtable: vtable, vtableBytes: Int(size), name: name, owner: owner, use: use)
  }

  /// Byte position of a field's value, nil where it is absent.
  func place(_ table: Table, _ slot: Int) -> Int? {
    let entry = 4 + 2 * slot
    guard entry + 2 <= table.vtableBytes, let offset = load(table.vtable + entry, as: UInt16.self),
      offset != 0
    else { return nil }
    return table.position + Int(offset)
  }

  mutating func scalar(_ table: Table, _ slot: Int, bytes size: Int, _ name: String, isRead: Bool = true) {
    guard let place = place(table, slot) else { return }
    claim(
      place..<place + size, Self.owner(table.owner, "\(table.name), field `\(name)`"),
      isRead ? table.use : .never)
  }

  /// Claims the offset of a field and returns what it points to.
  private mutating func target(_ table: Table, _ slot: Int, _ name: String, _ use: Use) -> Int? {
    guard let place = place(table, slot), let offset = load(place, as: UInt32.self) else { return nil }
    claim(place..<place + 4, Self.owner(table.owner, "\(table.name), offset of `\(name)`"), use)
    return place + Int(offset) < bytes.count ? place + Int(offset) : nil
  }

  /// Claims a vector's offset and length, and returns the place and number of its elements.
  mutating func vectorHead(
    _ table: Table, _ slot: Int, elementBytes: Int, _ name: String, _ use: Use? = nil
  ) -> (first: Int, count: Int)? {
    let use = use ?? table.use
    guard let start = target(table, slot, name, use), let count = load(start, as: UInt32.self),
      start + 4 + Int(count) * elementBytes <= bytes.count
    else { return nil }
    claim(start..<start + 4, Self.owner(table.owner, "\(table.name), length of `\(name)`"), use)
    return (start + 4, Int(count))
  }

  /// Claims a vector of scalars; elements get `owner` where it is given.
  mutating func vector(
    _ table: Table, _ slot: Int, elementBytes: Int, _ name: String, owner: MemoryOwner? = nil,
    isRead: Bool = true
  ) {
    let use = isRead ? table.use : .never
    guard let head = vectorHead(table, slot, elementBytes: elementBytes, name, use) else { return }
    claim(
      head.first..<head.first + head.count * elementBytes,
      owner ?? Self.owner(table.owner, "\(table.name), `\(name)`"), use)
  }

  /// Position of a sub-table.
  mutating func subtable(_ table: Table, _ slot: Int, _ name: String) -> Int? {
    target(table, slot, name, table.use)
  }

  /// Claims the offsets of a vector of tables, each with the use that `use` gives, and returns the positions.
  mutating func tables(
    _ table: Table, _ slot: Int, _ name: String, use: (Int) -> Use
  ) -> [Int?] {
    guard let head = vectorHead(table, slot, elementBytes: 4, name) else { return [] }
    return (0..<head.count).map { i in
      let place = head.first + 4 * i
      claim(place..<place + 4, Self.owner(table.owner, "\(table.name), `\(name)` \(i)"), use(i))
      guard let offset = load(place, as: UInt32.self), place + Int(offset) < bytes.count else { return nil }
      return place + Int(offset)
    }
  }
}
