import Foundation

/// Random numbers that a seed determines (SplitMix64).
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// The seed of this run: `REDOUBT_TEST_SEED`, else one that no run had before. Printed once.
  public static let runSeed: UInt64 = {
    let given = ProcessInfo.processInfo.environment["REDOUBT_TEST_SEED"].flatMap { UInt64($0) }
    let seed = given ?? UInt64.random(in: 0...UInt64(UInt32.max))
    print("Random tests use seed \(seed); REDOUBT_TEST_SEED=\(seed) repeats them.")
    return seed
  }()

  /// A generator of this run's seed and a name, so that tests in any order draw the same numbers.
  public init(_ name: StaticString) {
    var seed = Self.runSeed
    name.withUTF8Buffer { for byte in $0 { seed = seed &* 1_099_511_628_211 ^ UInt64(byte) } }
    self.init(seed: seed)
  }

  /// `count` bytes.
  public mutating func int8s(_ count: Int, in range: ClosedRange<Int8> = .min ... .max) -> [Int8] {
    (0..<count).map { _ in Int8.random(in: range, using: &self) }
  }

  public mutating func int32s(_ count: Int, in range: ClosedRange<Int32>) -> [Int32] {
    (0..<count).map { _ in Int32.random(in: range, using: &self) }
  }
}
