/// What a fault-free inference of one input has left: the bytes of every tensor after the operator that writes it, and
/// the sums that operators have before they requantise, as far as they have been asked for.
@safe package final class GoldenRun {
  let memory: AlignedMemory
  /// Per operator, whether its sums have been computed.
  var hasAccumulators: [Bool]

  /// Makes way for the run of another input in the same memory.
  func forget() {
    for i in hasAccumulators.indices { hasAccumulators[i] = false }
  }

  init(_ layout: GoldenLayout) {
    memory = AlignedMemory(byteCount: max(layout.byteCount, 1))
    hasAccumulators = Array(repeating: false, count: layout.operators)
  }
}

/// How the memory of a golden run is divided.
struct GoldenLayout {
  let operators: Int
  private(set) var byteCount = 0

  init(operators: Int) { self.operators = operators }

  /// Reserves memory that vector kernels may touch up to a cache line past its end.
  ///
  /// - Returns: Its offset, a multiple of 64.
  mutating func reserve(_ bytes: Int) -> Int {
    defer { byteCount += (bytes + 127) / 64 * 64 }
    return byteCount
  }
}
