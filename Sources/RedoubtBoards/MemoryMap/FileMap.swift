/// Gives every byte of a model file its owner, while tables are walked.
///
/// A byte that several structures share (FlatBuffers store equal vtables once) belongs to the first, and counts as
/// read when any of them reads it.
struct FileMap {
  private var owners: [MemoryOwner] = [MemoryOwner(.padding, detail: "padding")]
  private var ownerOfByte: [Int32]
  private var firstStep: [Int32]
  private var lastStep: [Int32]
  private var isReadAtInitialisation: [Bool]

  init(byteCount: Int) {
    ownerOfByte = Array(repeating: 0, count: byteCount)
    firstStep = Array(repeating: .max, count: byteCount)
    lastStep = Array(repeating: -1, count: byteCount)
    isReadAtInitialisation = Array(repeating: false, count: byteCount)
  }

  /// Claims bytes; what leaves the file is left out.
  ///
  /// - Parameters:
  ///   - steps: Steps that read them; nil for none.
  ///   - atInitialisation: Whether initialisation reads them.
  mutating func claim(
    _ range: Range<Int>, _ owner: MemoryOwner, steps: ClosedRange<Int>?, atInitialisation: Bool
  ) {
    let range = range.clamped(to: 0..<ownerOfByte.count)
    guard !range.isEmpty else { return }
    owners.append(owner)
    let index = Int32(owners.count - 1)
    for byte in range {
      if ownerOfByte[byte] == 0 { ownerOfByte[byte] = index }
      if atInitialisation { isReadAtInitialisation[byte] = true }
      if let steps {
        firstStep[byte] = min(firstStep[byte], Int32(steps.lowerBound))
        lastStep[byte] = max(lastStep[byte], Int32(steps.upperBound))
      }
    }
  }

  /// Runs of bytes with one owner and one life.
  var entries: [MemoryMap.Entry] {
    var entries: [MemoryMap.Entry] = []
    var start = 0
    for end in 1...ownerOfByte.count {
      if end < ownerOfByte.count, ownerOfByte[end] == ownerOfByte[start], firstStep[end] == firstStep[start],
        lastStep[end] == lastStep[start], isReadAtInitialisation[end] == isReadAtInitialisation[start]
      {
        continue
      }
      let steps = lastStep[start] < 0 ? nil : Int(firstStep[start])...Int(lastStep[start])
      entries.append(
        MemoryMap.Entry(
          range: start..<end, owner: owners[Int(ownerOfByte[start])], steps: steps,
          isReadAtInitialisation: isReadAtInitialisation[start]))
      start = end
    }
    return entries
  }
}
