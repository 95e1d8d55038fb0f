/// The random numbers of one trial: a pure function of (seed, trial).
public struct TrialRandom: RandomNumberGenerator, Sendable {
  private let seed: UInt64
  private let trial: UInt64
  private var block: UInt32 = 0
  private var pending: UInt64?

  /// The stream of a trial, from its first number on.
  ///
  /// - Parameters:
  ///   - seed: The generator's key.
  ///   - trial: A part of its counter; not negative.
  public init(seed: UInt64, trial: Int) {
    self.seed = seed
    self.trial = UInt64(trial)
  }

  /// The next 64 bits; a block of the generator gives two such numbers.
  public mutating func next() -> UInt64 {
    if let word = pending {
      pending = nil
      return word
    }
    let counter = Philox.Block(
      UInt32(truncatingIfNeeded: trial), UInt32(truncatingIfNeeded: trial >> 32), block, 0)
    let words = Philox.block(key: seed, counter: counter)
    block &+= 1
    pending = UInt64(words[2]) | UInt64(words[3]) << 32
    return UInt64(words[0]) | UInt64(words[1]) << 32
  }

  /// A number in `0 ..< bound`, each equally likely.
  ///
  /// - Source: D. Lemire, "Fast random integer generation in an interval", ACM TOMACS 29, 2019.
  public mutating func below(_ bound: UInt64) -> UInt64 {
    precondition(bound > 0, "a bound of at least 1")
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }

  /// A number in `0 ..< bound`.
  public mutating func below(_ bound: Int) -> Int { Int(below(UInt64(bound))) }

  /// A number above 0, up to 1, in steps of 2^-53.
  public mutating func unit() -> Double { Double((next() >> 11) + 1) * 0x1p-53 }
}
