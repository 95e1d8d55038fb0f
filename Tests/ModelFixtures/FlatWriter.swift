/// Writes a FlatBuffer front to back: a table, then what its fields refer to.
public struct FlatWriter {
  private var bytes: [UInt8]

  /// The file whose root table is `root`.
  public static func file(_ root: FlatValue, identifier: String = "TFL3") -> [UInt8] {
    var writer = FlatWriter(bytes: [0, 0, 0, 0] + identifier.utf8)
    writer.refer(from: 0, to: root)
    return writer.bytes
  }

  /// Writes `value` and the offset to it at `place`.
  private mutating func refer(from place: Int, to value: FlatValue) {
    let offset =
      if case .offset(let raw) = value { raw } else { UInt32(write(value) - place) }
    bytes.replaceSubrange(place..<place + 4, with: littleEndian(offset))
  }

  /// - Returns: Position of the value.
  private mutating func write(_ value: FlatValue) -> Int {
    switch value {
    case .table(let fields): return writeTable(fields)
    case .string(let text): return writeElements(text.utf8 + [0], count: text.utf8.count, alignment: 1)
    case .elements(let elements, let count, let alignment):
      return writeElements(elements, count: count, alignment: alignment)
    case .tables(let tables):
      let place = writeElements(
        [UInt8](repeating: 0, count: 4 * tables.count), count: tables.count, alignment: 4)
      for (i, table) in tables.enumerated() { refer(from: place + 4 + 4 * i, to: table) }
      return place
    case .scalar, .offset: preconditionFailure("stands in its table and has no position")
    }
  }

  private mutating func writeElements(_ elements: [UInt8], count: Int, alignment: Int) -> Int {
    pad(to: 4)
    while (bytes.count + 4) % alignment != 0 { bytes.append(0) }
    let place = bytes.count
    bytes += littleEndian(UInt32(count)) + elements
    return place
  }

  private mutating func writeTable(_ fields: [Int: FlatValue]) -> Int {
    // The widest fields first, so that nothing is padded but the table's offset to its vtable.
    let sizes = fields.mapValues { if case .scalar(let bytes) = $0 { bytes.count } else { 4 } }
    let order = sizes.keys.sorted { (-sizes[$0]!, $0) < (-sizes[$1]!, $1) }
    var offsets: [Int: Int] = [:]
    var end = sizes.values.contains(8) ? 8 : 4
    for slot in order {
      offsets[slot] = end
      end += sizes[slot]!
    }
    let slots = (fields.keys.max() ?? -1) + 1
    pad(to: 2)
    while (bytes.count + 4 + 2 * slots) % 8 != 0 { bytes.append(0) }
    let vtable = bytes.count
    bytes += littleEndian(UInt16(4 + 2 * slots)) + littleEndian(UInt16(end))
    for slot in 0..<slots { bytes += littleEndian(UInt16(offsets[slot] ?? 0)) }
    let place = bytes.count
    bytes += littleEndian(Int32(place - vtable)) + [UInt8](repeating: 0, count: end - 4)
    for slot in order {
      guard case .scalar(let value) = fields[slot]! else { continue }
      bytes.replaceSubrange(place + offsets[slot]!..<place + offsets[slot]! + value.count, with: value)
    }
    for slot in order where fields[slot]!.isReference {
      refer(from: place + offsets[slot]!, to: fields[slot]!)
    }
    return place
  }

  private mutating func pad(to alignment: Int) {
    while bytes.count % alignment != 0 { bytes.append(0) }
  }
}
