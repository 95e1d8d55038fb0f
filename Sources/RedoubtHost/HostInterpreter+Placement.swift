import RedoubtCore

extension HostInterpreter {
  /// Byte offset of the tensor area in the arena; the interpreter's own state lies before it.
  package var tensorAreaStart: Int { interpreter.memory.tensorAreaStart }

  /// Planned byte offset of a tensor in the tensor area; nil for constants and for what never runs.
  package func plannedOffset(ofTensor index: Int) -> Int? {
    interpreter.memory.plannedOffset(ofTensor: index)
  }

  /// Planned byte offset of an operator's scratch memory in the tensor area; nil for one that never runs.
  package func plannedOffset(ofScratch operatorIndex: Int) -> Int? {
    interpreter.memory.plannedOffset(ofScratch: operatorIndex)
  }

  /// The bytes of the model file in a range, as they are now; clamped to the file.
  package func modelBytes(_ range: Range<Int>) -> [UInt8] {
    let all = unsafe UnsafeRawBufferPointer(model.bytes)
    return unsafe [UInt8](all[range.clamped(to: 0..<all.count)])
  }

  /// Length of the model file in bytes.
  public var modelByteCount: Int { unsafe model.bytes.count }
}
