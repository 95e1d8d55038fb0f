/// What a FlatBuffer holds, as a tree.
indirect enum FlatNode {
  /// Fields by slot.
  case table([UInt8: FlatField])
  /// A vector of tables, strings or vectors.
  case list([FlatNode])
  /// A vector of bytes that belong to elements of a fixed size.
  ///
  /// - count: Number of elements.
  /// - alignment: Alignment of the first element in the file, 1, 2, 4, 8 or 16.
  /// - append: Writes the elements, little-endian.
  case vector(count: Int, alignment: Int, append: (inout [UInt8]) -> Void)
  case text(String)
}

/// A field of a table.
enum FlatField {
  /// A scalar of 1, 2 or 4 bytes, little-endian.
  case scalar([UInt8])
  case reference(FlatNode)

  static func int8(_ value: Int8) -> FlatField { .scalar([UInt8(bitPattern: value)]) }

  static func uint8(_ value: UInt8) -> FlatField { .scalar([value]) }

  static func bool(_ value: Bool) -> FlatField { .scalar([value ? 1 : 0]) }

  static func int32(_ value: Int32) -> FlatField { .scalar(value.littleEndianBytes) }

  static func uint32(_ value: UInt32) -> FlatField { .scalar(value.littleEndianBytes) }

  static func float32(_ value: Float) -> FlatField { .scalar(value.bitPattern.littleEndianBytes) }

  /// A vector of integers, aligned to their size.
  static func integers<T: FixedWidthInteger>(_ elements: [T]) -> FlatField {
    .reference(
      .vector(count: elements.count, alignment: MemoryLayout<T>.size) { bytes in
        for element in elements { bytes.append(contentsOf: element.littleEndianBytes) }
      })
  }

  fileprivate var byteCount: Int {
    switch self {
    case .scalar(let bytes): bytes.count
    case .reference: 4
    }
  }
}

extension FixedWidthInteger {
  var littleEndianBytes: [UInt8] { (0..<(bitWidth / 8)).map { UInt8(truncatingIfNeeded: self >> ($0 * 8)) } }
}

/// Lays a tree out as a FlatBuffer: parents before children, equal vtables once, so equal trees give equal bytes.
///
/// Source of the format: FlatBuffers internals, "Encoding".
struct FlatBufferWriter {
  private(set) var bytes: [UInt8] = []
  /// Positions of the vtables written so far, by content.
  private var vtables: [[UInt8]: Int] = [:]

  /// - Parameter identifier: Four characters that stand behind the offset of the root table.
  init(root: FlatNode, identifier: StaticString) {
    precondition(identifier.utf8CodeUnitCount == 4, "a file identifier has four bytes")
    append(UInt32(0))
    identifier.withUTF8Buffer { bytes.append(contentsOf: $0) }
    patch(0, with: write(root))
  }

  private mutating func append<T: FixedWidthInteger>(_ value: T) {
    bytes.append(contentsOf: value.littleEndianBytes)
  }

  /// Stores the distance from `place` to `target` at `place`.
  private mutating func patch(_ place: Int, with target: Int) {
    let offset = UInt32(truncatingIfNeeded: target - place).littleEndianBytes
    bytes.replaceSubrange(place..<(place + 4), with: offset)
  }

  /// Appends zeros until `distance` bytes from here a multiple of `alignment` begins.
  private mutating func align(to alignment: Int, after distance: Int = 0) {
    while (bytes.count + distance) % alignment != 0 { bytes.append(0) }
  }

  /// Writes a node and all below it.
  ///
  /// - Returns: Its position.
  private mutating func write(_ node: FlatNode) -> Int {
    switch node {
    case .table(let fields): return writeTable(fields)
    case .list(let nodes):
      align(to: 4)
      let start = bytes.count
      append(UInt32(nodes.count))
      bytes.append(contentsOf: [UInt8](repeating: 0, count: 4 * nodes.count))
      for (i, node) in nodes.enumerated() { patch(start + 4 + 4 * i, with: write(node)) }
      return start
    case .vector(let count, let alignment, let appendElements):
      align(to: max(alignment, 4), after: 4)
      let start = bytes.count
      append(UInt32(count))
      appendElements(&bytes)
      return start
    case .text(let text):
      align(to: 4)
      let start = bytes.count
      append(UInt32(text.utf8.count))
      bytes.append(contentsOf: text.utf8)
      bytes.append(0)
      return start
    }
  }

  private mutating func writeTable(_ fields: [UInt8: FlatField]) -> Int {
    // Large fields first, so that none needs padding before it; the offset to the vtable takes the first four bytes.
    let order = fields.keys.sorted {
      let (a, b) = (fields[$0]?.byteCount ?? 0, fields[$1]?.byteCount ?? 0)
      return a != b ? a > b : $0 < $1
    }
    var places: [UInt8: Int] = [:]
    var size = 4
    for slot in order {
      places[slot] = size
      size += fields[slot]?.byteCount ?? 0
    }
    let slots = fields.keys.max().map { Int($0) + 1 } ?? 0
    var vtable = UInt16(4 + 2 * slots).littleEndianBytes + UInt16(size).littleEndianBytes
    for slot in 0..<slots { vtable += UInt16(places[UInt8(slot)] ?? 0).littleEndianBytes }
    let vtablePosition: Int
    if let known = vtables[vtable] {
      vtablePosition = known
    } else {
      align(to: 2)
      vtablePosition = bytes.count
      bytes.append(contentsOf: vtable)
      vtables[vtable] = vtablePosition
    }
    align(to: 4)
    let start = bytes.count
    append(Int32(start - vtablePosition))
    var children: [(place: Int, node: FlatNode)] = []
    for slot in order {
      switch fields[slot] {
      case .scalar(let value): bytes.append(contentsOf: value)
      case .reference(let node):
        children.append((bytes.count, node))
        append(UInt32(0))
      case nil: continue
      }
    }
    for (place, node) in children.sorted(by: { $0.place < $1.place }) { patch(place, with: write(node)) }
    return start
  }
}
