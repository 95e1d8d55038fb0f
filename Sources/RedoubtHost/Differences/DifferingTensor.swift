import RedoubtIntrinsics

/// The bytes of one tensor of an inference, and in which of them they differ from the golden run.
///
/// The bytes are the golden run's own: a change is written into them, and taken back after the trial. A view into
/// `DifferingTensors`, valid as long as that.
@safe struct DifferingTensor {
  let state: UnsafeMutablePointer<redoubt_differing_tensor>
  let byteCount: Int

  var isChanged: Bool { unsafe state.pointee.count > 0 }

  /// Number of bytes that differ.
  var changeCount: Int { unsafe state.pointee.count }

  /// First byte, in the memory of the golden run at hand.
  var bytes: UnsafeMutablePointer<Int8> { unsafe state.pointee.bytes }

  /// The byte that entry `i` of the list is about.
  @inline(__always)
  func changedIndex(_ i: Int) -> Int { unsafe Int(state.pointee.indices[i]) }

  /// New minus golden value of entry `i`.
  @inline(__always)
  func delta(_ i: Int) -> Int32 { unsafe state.pointee.deltas[i] }

  /// Sets a byte that has not changed yet; nothing happens where it has that value.
  @inline(__always)
  func set(_ index: Int, to value: Int8) {
    let old = unsafe state.pointee.bytes[index]
    guard value != old else { return }
    let count = unsafe state.pointee.count
    unsafe state.pointee.indices[count] = UInt32(truncatingIfNeeded: index)
    unsafe state.pointee.deltas[count] = Int32(value) &- Int32(old)
    unsafe state.pointee.count = count &+ 1
    unsafe state.pointee.bytes[index] = value
  }

  /// Inverts bits of a byte, changed or not.
  func flip(_ index: Int, mask: UInt8) {
    let value = unsafe bytes[index] ^ Int8(bitPattern: mask)
    for i in 0..<changeCount where changedIndex(i) == index {
      let golden = unsafe Int32(bytes[index]) - delta(i)
      unsafe state.pointee.deltas[i] = Int32(value) - golden
      unsafe bytes[index] = value
      if delta(i) == 0 { remove(i) }
      return
    }
    set(index, to: value)
    sort()
  }

  private func remove(_ place: Int) {
    unsafe state.pointee.count -= 1
    for i in place..<changeCount {
      unsafe state.pointee.indices[i] = state.pointee.indices[i + 1]
      unsafe state.pointee.deltas[i] = state.pointee.deltas[i + 1]
    }
  }

  /// Puts the changes into ascending order, which lists joined from several need.
  func sort() {
    let indices = unsafe UnsafeBufferPointer(start: state.pointee.indices, count: changeCount)
    let isOrdered = indices.indices.dropFirst().allSatisfy { unsafe indices[$0 - 1] < indices[$0] }
    if isOrdered { return }
    var pairs = (0..<changeCount).map {
      UInt64(changedIndex($0)) << 32 | UInt64(UInt32(bitPattern: delta($0)))
    }
    pairs.sort()
    for (i, pair) in pairs.enumerated() {
      unsafe state.pointee.indices[i] = UInt32(truncatingIfNeeded: pair >> 32)
      unsafe state.pointee.deltas[i] = Int32(truncatingIfNeeded: pair)
    }
  }

  /// Puts the golden bytes back while `body` runs.
  func withGoldenBytes(_ body: () -> Void) {
    for i in 0..<changeCount { unsafe bytes[changedIndex(i)] &-= Int8(truncatingIfNeeded: delta(i)) }
    body()
    for i in 0..<changeCount { unsafe bytes[changedIndex(i)] &+= Int8(truncatingIfNeeded: delta(i)) }
  }
}

/// Owns the lists of differences of all tensors.
@safe final class DifferingTensors {
  private let states: UnsafeMutableBufferPointer<redoubt_differing_tensor>
  private let byteCounts: [Int]
  private var lists: [AlignedMemory] = []

  /// - Parameter byteCounts: Per tensor.
  init(byteCounts: [Int]) {
    self.byteCounts = byteCounts
    unsafe states = .allocate(capacity: byteCounts.count)
    for (i, bytes) in byteCounts.enumerated() {
      let room = (bytes + Int(REDOUBT_DIFFERENCE_SLACK)) * 4
      let list = AlignedMemory(byteCount: 2 * room)
      lists.append(list)
      let base = unsafe list.bytes.baseAddress!
      unsafe states.initializeElement(
        at: i,
        to: redoubt_differing_tensor(
          bytes: base.assumingMemoryBound(to: Int8.self), indices: base.assumingMemoryBound(to: UInt32.self),
          deltas: (base + room).assumingMemoryBound(to: Int32.self), count: 0))
    }
  }

  deinit { unsafe states.deallocate() }

  subscript(_ i: Int) -> DifferingTensor {
    unsafe DifferingTensor(state: states.baseAddress! + i, byteCount: byteCounts[i])
  }

  /// Takes all changes back.
  func revert() { unsafe redoubt_difference_revert(states.baseAddress!, states.count) }

  /// Moves to the bytes of another golden run; no tensor is changed.
  ///
  /// - Parameter offsets: Per tensor from `base`.
  func adopt(_ base: UnsafeMutableRawPointer, offsets: [Int]) {
    for i in byteCounts.indices {
      unsafe states[i].bytes = (base + offsets[i]).assumingMemoryBound(to: Int8.self)
    }
  }
}
