import RedoubtCore

extension HardenedHostInterpreter {
  /// Byte offset of the tensor area in the arena; the interpreter's own state lies before it, its counters last.
  package var tensorAreaStart: Int { interpreter.interpreter.memory.tensorAreaStart }

  /// Planned byte offset of a tensor in the tensor area; nil for constants and for what never runs.
  package func plannedOffset(ofTensor index: Int) -> Int? {
    interpreter.interpreter.memory.plannedOffset(ofTensor: index)
  }

  /// Planned byte offset of an operator's scratch memory in the tensor area, the row that it votes into included; nil for
  /// one that never runs.
  package func plannedOffset(ofScratch operatorIndex: Int) -> Int? {
    interpreter.interpreter.memory.plannedOffset(ofScratch: operatorIndex)
  }

  /// Byte offset in the arena of the two counters.
  package var counterPlace: Int? {
    guard let model = try? readModel() else { return nil }
    return HardenedInterpreter.counterPlace(model)
  }
}
