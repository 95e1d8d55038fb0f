import RedoubtCore

/// Puts a hardening table and its banks into a model file.
///
/// The original file stays whole, byte for byte, moved back by a multiple of 16 bytes so that every alignment holds. In
/// front of it stand a new root table and new lists of buffers and of metadata, which point into it; behind it stand the
/// banks, last, so that a deployment that keeps them elsewhere cuts the file there.
enum HardenedFile {
  /// - Throws: `HardeningWriteError.unreadable` or `.tooLarge`.
  static func bytes(
    _ original: [UInt8], _ table: HardeningTableWriter, _ banks: ParameterBanks
  ) throws(HardeningWriteError) -> [UInt8] {
    let root = try FlatRoot(original)
    let buffers = try root.tables(FlatRoot.Slot.buffers, in: original)
    let metadata = try root.tables(FlatRoot.Slot.metadata, in: original)
    let total = original.count + table.byteCount + 2 * banks.byteCount
    guard total < Int(Int32.max) - 1 << 20 else { throw .tooLarge("\(total) bytes") }
    let hasBanks = banks.byteCount > 0
    let bankBuffers = hasBanks ? (UInt32(buffers.count + 1), UInt32(buffers.count + 2)) : nil
    let unnamed = table.bytes(buffers: bankBuffers, identity: 0)
    let identity = fingerprint(original + unnamed)
    let entry = table.bytes(buffers: bankBuffers, identity: identity)

    var front = Front()
    let old = front.root(root, isMetadataAbsent: metadata.isEmpty)
    let bufferPlaces = front.list(count: buffers.count + (hasBanks ? 3 : 1), at: old.buffers)
    let metadataPlaces = front.list(count: metadata.count + 1, at: old.metadata)
    let name = Array("\(HardeningFormat.name)".utf8)
    front.metadataTable(name: name, buffer: UInt32(buffers.count), at: metadataPlaces[metadata.count])
    let entryPlace = front.bufferTable(at: bufferPlaces[buffers.count])
    front.vector(entry, at: entryPlace)
    let bankPlaces = (0..<(hasBanks ? 2 : 0)).map {
      front.bufferTable(at: bufferPlaces[buffers.count + 1 + $0])
    }
    front.align(to: 16)
    let shift = front.bytes.count
    for (place, slot) in old.others { front.point(place, to: shift + (root.targets[slot] ?? 0)) }
    for (place, target) in zip(bufferPlaces, buffers) { front.point(place, to: shift + target) }
    for (place, target) in zip(metadataPlaces, metadata) { front.point(place, to: shift + target) }
    front.bytes += original
    for (i, place) in bankPlaces.enumerated() {
      front.vector(banks.bank(UInt32(i + 1), identity: identity), at: place)
    }
    return front.bytes
  }

  /// FNV-1a: tells plans and models apart, not meant to withstand anyone.
  private static func fingerprint(_ bytes: [UInt8]) -> UInt32 {
    bytes.reduce(2_166_136_261) { ($0 ^ UInt32($1)) &* 16_777_619 }
  }

  /// What stands in front of the original file. Offsets of a FlatBuffer point forward, so the order is from the root down.
  private struct Front {
    var bytes: [UInt8] = []

    private mutating func append(_ words: UInt32...) {
      for word in words {
        for i in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: word >> (8 * UInt32(i)))) }
      }
    }

    private mutating func appendHalves(_ halves: [Int]) {
      for half in halves {
        bytes.append(UInt8(truncatingIfNeeded: half))
        bytes.append(UInt8(truncatingIfNeeded: half >> 8))
      }
    }

    /// Zeros until `distance` bytes from here lies a multiple of `alignment`.
    mutating func align(to alignment: Int, before distance: Int = 0) {
      while (bytes.count + distance) % alignment != 0 { bytes.append(0) }
    }

    /// Stores the distance from `place` to `target` at `place`.
    mutating func point(_ place: Int, to target: Int) {
      let offset = UInt32(truncatingIfNeeded: target - place)
      for i in 0..<4 { bytes[place + i] = UInt8(truncatingIfNeeded: offset >> (8 * UInt32(i))) }
    }

    /// Header and root table.
    ///
    /// - Returns: Places of the offsets to the lists of buffers and of metadata, and of those that lead into the
    ///   original file, by slot.
    mutating func root(
      _ root: FlatRoot, isMetadataAbsent: Bool
    ) -> (buffers: Int, metadata: Int, others: [(place: Int, slot: Int)]) {
      append(0)
      bytes += Array("TFL3".utf8)
      let slots = (0..<FlatRoot.Slot.count).filter { slot in
        slot == FlatRoot.Slot.version || slot == FlatRoot.Slot.buffers || slot == FlatRoot.Slot.metadata
          || root.targets[slot] != nil
      }
      let vtable = bytes.count
      appendHalves([4 + 2 * FlatRoot.Slot.count, 4 + 4 * slots.count])
      appendHalves((0..<FlatRoot.Slot.count).map { slots.firstIndex(of: $0).map { 4 + 4 * $0 } ?? 0 })
      let table = bytes.count
      append(UInt32(table - vtable))
      point(0, to: table)
      var places: [Int: Int] = [:]
      for slot in slots {
        places[slot] = bytes.count
        append(slot == FlatRoot.Slot.version ? root.version : 0)
      }
      let others = slots.filter {
        $0 != FlatRoot.Slot.version && $0 != FlatRoot.Slot.buffers && $0 != FlatRoot.Slot.metadata
      }
      return (
        places[FlatRoot.Slot.buffers] ?? 0, places[FlatRoot.Slot.metadata] ?? 0,
        others.map { (places[$0] ?? 0, $0) }
      )
    }

    /// A vector of `count` offsets to tables, still empty.
    ///
    /// - Returns: Their places.
    mutating func list(count: Int, at place: Int) -> [Int] {
      point(place, to: bytes.count)
      append(UInt32(count))
      return (0..<count).map { _ in
        defer { append(0) }
        return bytes.count
      }
    }

    mutating func metadataTable(name: [UInt8], buffer: UInt32, at place: Int) {
      let vtable = bytes.count
      appendHalves([8, 12, 4, 8])
      point(place, to: bytes.count)
      append(UInt32(bytes.count - vtable), 0, buffer)
      let namePlace = bytes.count - 8
      point(namePlace, to: bytes.count)
      append(UInt32(name.count))
      bytes += name + [0]
      align(to: 4)
    }

    /// A buffer whose data follow later.
    ///
    /// - Returns: Place of the offset to them.
    mutating func bufferTable(at place: Int) -> Int {
      let vtable = bytes.count
      appendHalves([6, 8, 4, 0])
      point(place, to: bytes.count)
      append(UInt32(bytes.count - vtable), 0)
      return bytes.count - 4
    }

    /// A vector of bytes, its first one at a multiple of 16.
    mutating func vector(_ data: [UInt8], at place: Int) {
      align(to: 16, before: 4)
      point(place, to: bytes.count)
      append(UInt32(data.count))
      bytes += data
      align(to: 4)
    }
  }
}
