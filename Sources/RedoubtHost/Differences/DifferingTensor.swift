import RedoubtIntrinsics

/// The bytes of one tensor of an inference, and in which of them they differ from the golden run.
///
/// The bytes are the golden run's own: a change is written into them, and `revert` takes it back.
@safe package final class DifferingTensor {
  let byteCount: Int
  /// First byte, in the memory of the golden run at hand.
  var bytes: UnsafeMutablePointer<Int8>
  /// Room for every byte and the slack of the vector kernels.
  var changes: redoubt_changes
  private let list: AlignedMemory

  init(byteCount: Int) {
    self.byteCount = byteCount
    let room = (byteCount + Int(REDOUBT_CHANGES_SLACK)) * 4
    list = AlignedMemory(byteCount: 2 * room)
    let base = unsafe list.bytes.baseAddress!
    unsafe bytes = base.assumingMemoryBound(to: Int8.self)
    unsafe changes = redoubt_changes(
      indices: base.assumingMemoryBound(to: UInt32.self),
      deltas: (base + room).assumingMemoryBound(to: Int32.self), count: 0)
  }

  package var isChanged: Bool { unsafe changes.count > 0 }

  /// Places in the list of changes.
  var changeRange: Range<Int> { unsafe 0..<changes.count }

  /// The byte that entry `i` of the list is about.
  @inline(__always)
  func changedIndex(_ i: Int) -> Int { unsafe Int(changes.indices[i]) }

  /// Sets a byte that has not changed yet; nothing happens where it has that value.
  @inline(__always)
  func set(_ index: Int, to value: Int8) {
    let old = unsafe bytes[index]
    guard value != old else { return }
    unsafe changes.indices[changes.count] = UInt32(truncatingIfNeeded: index)
    unsafe changes.deltas[changes.count] = Int32(value) - Int32(old)
    unsafe changes.count += 1
    unsafe bytes[index] = value
  }

  /// Inverts bits of a byte, changed or not.
  func flip(_ index: Int, mask: UInt8) {
    guard mask != 0 else { return }
    let value = unsafe bytes[index] ^ Int8(bitPattern: mask)
    for i in changeRange where changedIndex(i) == index {
      let golden = unsafe Int32(bytes[index]) - changes.deltas[i]
      unsafe changes.deltas[i] = Int32(value) - golden
      unsafe bytes[index] = value
      if unsafe changes.deltas[i] == 0 { remove(i) }
      return
    }
    set(index, to: value)
    sort()
  }

  private func remove(_ place: Int) {
    unsafe changes.count -= 1
    for i in place..<changeRange.upperBound {
      unsafe changes.indices[i] = changes.indices[i + 1]
      unsafe changes.deltas[i] = changes.deltas[i + 1]
    }
  }

  /// Puts the changes into ascending order, which lists joined from several need.
  func sort() {
    let count = unsafe changes.count
    guard count > 1, (1..<count).contains(where: { unsafe changes.indices[$0] < changes.indices[$0 - 1] })
    else { return }
    var pairs: [UInt64] = []
    pairs.reserveCapacity(count)
    for i in 0..<count {
      pairs.append(
        unsafe UInt64(changes.indices[i]) << 32 | UInt64(UInt32(bitPattern: changes.deltas[i])))
    }
    pairs.sort()
    for i in 0..<count {
      unsafe changes.indices[i] = UInt32(truncatingIfNeeded: pairs[i] >> 32)
      unsafe changes.deltas[i] = Int32(truncatingIfNeeded: pairs[i])
    }
  }

  /// Puts the golden bytes back, and keeps the list.
  func hideChanges() {
    for i in changeRange {
      unsafe bytes[changedIndex(i)] &-= Int8(truncatingIfNeeded: changes.deltas[i])
    }
  }

  /// Takes `hideChanges` back.
  func showChanges() {
    for i in changeRange {
      unsafe bytes[changedIndex(i)] &+= Int8(truncatingIfNeeded: changes.deltas[i])
    }
  }

  /// Puts the golden bytes back.
  func revert() {
    hideChanges()
    unsafe changes.count = 0
  }
}
