/// Philox4x32-10: a counter-based generator. Block n of a key is a function of (key, n) alone, so that any part of a
/// sequence can be computed without the rest.
///
/// - Source: J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
public enum Philox {
  /// Four words of 32 bits: a counter, and what is made of it.
  public typealias Block = SIMD4<UInt32>

  /// Ten rounds.
  @inline(__always)
  public static func block(key: UInt64, counter: Block) -> Block {
    var (x0, x1, x2, x3) = (counter[0], counter[1], counter[2], counter[3])
    var k0 = UInt32(truncatingIfNeeded: key)
    var k1 = UInt32(truncatingIfNeeded: key >> 32)
    for _ in 0..<10 {
      let a = UInt64(x0) &* 0xd251_1f53
      let b = UInt64(x2) &* 0xcd9e_8d57
      (x0, x1, x2, x3) = (
        UInt32(truncatingIfNeeded: b >> 32) ^ x1 ^ k0, UInt32(truncatingIfNeeded: b),
        UInt32(truncatingIfNeeded: a >> 32) ^ x3 ^ k1, UInt32(truncatingIfNeeded: a)
      )
      k0 &+= 0x9e37_79b9
      k1 &+= 0xbb67_ae85
    }
    return Block(x0, x1, x2, x3)
  }
}
