/// Bitwise majority of three copies, with the counts of what it found.
///
/// Two copies are compared, and the third is read where they differ: one struck copy per bit is outvoted, whichever it
/// is. A third copy that alone deviates is not seen; it changes nothing, until another one is struck too.
public struct Voter: Equatable, Sendable {
  /// Words (or bytes) in which the first two copies differ and the third agrees with one of them.
  public private(set) var corrected: UInt32 = 0
  /// Words (or bytes) in which all three copies differ.
  public private(set) var disagreed: UInt32 = 0

  /// Both counts at 0.
  @inline(__always)
  public init() {}

  @inline(__always)
  init(corrected: UInt32, disagreed: UInt32) {
    self.corrected = corrected
    self.disagreed = disagreed
  }

  /// The majority of each bit.
  @inline(__always)
  public static func majority(_ a: UInt32, _ b: UInt32, _ c: UInt32) -> UInt32 { a & b | c & (a | b) }

  /// The majority of three words, counted.
  @inline(__always)
  public mutating func vote(_ a: UInt32, _ b: UInt32, _ c: @autoclosure () -> UInt32) -> UInt32 {
    if a == b { return a }
    return settle(a, b, c())
  }

  /// The majority of three bytes, counted.
  @inline(__always)
  public mutating func vote(_ a: UInt8, _ b: UInt8, _ c: @autoclosure () -> UInt8) -> UInt8 {
    if a == b { return a }
    return UInt8(truncatingIfNeeded: settle(UInt32(a), UInt32(b), UInt32(c())))
  }

  /// The majority of two words that differ and a third, counted. Out of line: it runs only when something was struck.
  @inline(never)
  mutating func settle(_ a: UInt32, _ b: UInt32, _ c: UInt32) -> UInt32 {
    if b == c || a == c {
      corrected = corrected &+ 1
    } else {
      disagreed = disagreed &+ 1
    }
    return Self.majority(a, b, c)
  }
}
