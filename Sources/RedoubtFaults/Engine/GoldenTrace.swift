import RedoubtHost

/// The fault-free inference of one input: the arena before each step and after the last, and the answer.
final class GoldenTrace {
  private let memory: AlignedMemory
  private let arenaBytes: Int
  fileprivate(set) var output: [UInt8] = []

  init(stepCount: Int, arenaBytes: Int) {
    self.arenaBytes = arenaBytes
    memory = AlignedMemory(byteCount: (stepCount + 1) * arenaBytes)
  }

  /// The arena before a step; before step `stepCount`: after the last.
  func arena(before step: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: memory.bytes[step * arenaBytes..<(step + 1) * arenaBytes])
  }

  func store(_ arena: UnsafeRawBufferPointer, before step: Int) {
    memory.bytes.baseAddress!.advanced(by: step * arenaBytes).copyMemory(
      from: arena.baseAddress!, byteCount: arenaBytes)
  }

  func finish(_ output: [UInt8]) { self.output = output }
}
