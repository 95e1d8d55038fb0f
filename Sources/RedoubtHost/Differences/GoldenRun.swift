/// What a fault-free inference of one input has left: the bytes of every tensor after the operator that writes it, and
/// the accumulators of operators with weights, as far as they have been asked for.
@safe package final class GoldenRun {
  let memory: AlignedMemory
  /// Per operator, whether its accumulators have been computed.
  var hasAccumulators: [Bool]

  init(_ layout: GoldenLayout) {
    memory = AlignedMemory(byteCount: max(layout.byteCount, 1))
    hasAccumulators = Array(repeating: false, count: layout.accumulators.count)
  }
}

/// Where a golden run keeps what, in bytes from the start of its memory.
struct GoldenLayout {
  /// By tensor; nil for one without memory.
  private(set) var tensors: [Int?]
  /// By operator; nil for one without accumulators.
  private(set) var accumulators: [Int?]
  private(set) var byteCount = 0

  init(tensors: Int, operators: Int) {
    self.tensors = Array(repeating: nil, count: tensors)
    accumulators = Array(repeating: nil, count: operators)
  }

  /// Vector kernels may touch up to a cache line past the end.
  private mutating func reserve(_ bytes: Int) -> Int {
    defer { byteCount += (bytes + 127) / 64 * 64 }
    return byteCount
  }

  mutating func addTensor(_ index: Int, byteCount: Int) { tensors[index] = reserve(byteCount) }

  mutating func addAccumulators(of step: Int, count: Int) { accumulators[step] = reserve(count * 4) }
}
