/// The root table of a `.tflite` file, as far as a writer needs it that keeps the rest of the file in place.
struct FlatRoot {
  /// Slots of the table `Model` of the schema.
  enum Slot {
    static let version = 0
    static let buffers = 4
    static let metadata = 6
    static let count = 8
  }

  /// Position of what each slot's offset points to; nil for an absent field. Nil for slot 0, which is a number.
  let targets: [Int?]
  /// Schema version.
  let version: UInt32

  init(_ file: [UInt8]) throws(HardeningWriteError) {
    func word(_ place: Int, _ bytes: Int = 4) throws(HardeningWriteError) -> Int {
      guard place >= 0, place + bytes <= file.count else { throw .unreadable }
      return (0..<bytes).reduce(0) { $0 | Int(file[place + $1]) << (8 * $1) }
    }
    let table = try word(0)
    let vtable = table - Int(Int32(truncatingIfNeeded: try word(table)))
    let size = try word(vtable, 2)
    var targets: [Int?] = []
    var version = 0
    for slot in 0..<Slot.count {
      let entry = 4 + 2 * slot
      let offset = entry + 2 <= size ? try word(vtable + entry, 2) : 0
      guard offset != 0 else {
        targets.append(nil)
        continue
      }
      let value = try word(table + offset)
      if slot == Slot.version { version = value }
      targets.append(slot == Slot.version ? nil : table + offset + value)
    }
    self.targets = targets
    self.version = UInt32(truncatingIfNeeded: version)
  }

  /// Positions of the tables that a vector in this slot lists; none where it is absent.
  func tables(_ slot: Int, in file: [UInt8]) throws(HardeningWriteError) -> [Int] {
    guard let vector = targets[slot] else { return [] }
    func word(_ place: Int) throws(HardeningWriteError) -> Int {
      guard place >= 0, place + 4 <= file.count else { throw .unreadable }
      return (0..<4).reduce(0) { $0 | Int(file[place + $1]) << (8 * $1) }
    }
    let count = try word(vector)
    guard count <= file.count / 4 else { throw .unreadable }
    var tables: [Int] = []
    for i in 0..<count {
      let place = vector + 4 + 4 * i
      tables.append(place + (try word(place)))
    }
    return tables
  }
}
