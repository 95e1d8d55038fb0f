/// Bitwise majority of three copies, with the counts of what it found.
///
/// A bit of the result is what at least two of the copies say; one struck copy per bit is outvoted, whichever it is.
public struct Voter: Equatable, Sendable {
  /// Words (or bytes) in which one copy deviates from two that agree.
  public private(set) var corrected: UInt32 = 0
  /// Words (or bytes) in which all three copies differ.
  public private(set) var disagreed: UInt32 = 0

  public init() {}

  /// The majority of each bit.
  @inline(__always)
  public static func majority(_ a: UInt32, _ b: UInt32, _ c: UInt32) -> UInt32 { a & b | c & (a | b) }

  /// The majority of three words, counted.
  @inline(__always)
  public mutating func vote(_ a: UInt32, _ b: UInt32, _ c: UInt32) -> UInt32 {
    if a == b, b == c { return a }
    return settle(a, b, c)
  }

  /// The majority of three bytes, counted.
  @inline(__always)
  public mutating func vote(_ a: UInt8, _ b: UInt8, _ c: UInt8) -> UInt8 {
    UInt8(truncatingIfNeeded: vote(UInt32(a), UInt32(b), UInt32(c)))
  }

  /// Out of line: it runs only when something was struck.
  @inline(never)
  private mutating func settle(_ a: UInt32, _ b: UInt32, _ c: UInt32) -> UInt32 {
    if a == b || b == c || a == c {
      corrected = corrected &+ 1
    } else {
      disagreed = disagreed &+ 1
    }
    return Self.majority(a, b, c)
  }
}
