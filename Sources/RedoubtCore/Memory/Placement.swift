extension TensorMemory {
  /// Byte offset of the tensor area in the arena: what the offsets of the plan count from.
  package var tensorAreaStart: Int { Int(truncatingIfNeeded: arena.word(StateTable.tensorArea) ?? 0) }

  /// Planned byte offset of a tensor in the tensor area; nil for constants and for what never runs.
  package func plannedOffset(ofTensor index: Int) -> Int? {
    guard let place = arena.word(StateTable.tensor(index)), place <= UInt32(Int32.max) else { return nil }
    return Int(truncatingIfNeeded: place)
  }

  /// Planned byte offset of an operator's scratch memory in the tensor area; nil for an operator that never runs.
  package func plannedOffset(ofScratch operatorIndex: Int) -> Int? {
    let tensors = Int(truncatingIfNeeded: arena.word(StateTable.tensorCount) ?? 0)
    guard let place = arena.word(StateTable.scratch(operatorIndex, tensorCount: tensors)),
      place <= UInt32(Int32.max)
    else { return nil }
    return Int(truncatingIfNeeded: place)
  }
}
