/// A stream of choices that depends on a seed alone, so that every finding repeats (SplitMix64).
struct Choice: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// Seeded by FNV-1a over the bytes.
  init(seededBy bytes: [UInt8]) {
    state = bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }

  /// - Precondition: `list` is not empty.
  mutating func element<T>(of list: [T]) -> T { list[Int(next() % UInt64(list.count))] }
}
