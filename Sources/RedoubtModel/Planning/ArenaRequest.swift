/// A tensor that needs a place in the arena: its size, and the steps at which it is alive.
public struct ArenaRequest: Equatable, Sendable {
  /// Size in bytes, already rounded up to the alignment of a place.
  public var bytes: Int
  /// First and last step at which the tensor is written or read.
  public var life: ClosedRange<Int>

  public init(bytes: Int, life: ClosedRange<Int>) {
    self.bytes = bytes
    self.life = life
  }
}

/// Where each tensor lies, and how good that is.
public struct ArenaPlan: Equatable, Sendable {
  /// What is known about the size.
  public enum Certificate: String, Sendable {
    /// The arena equals the peak of live bytes: no plan without in-place operators can be smaller.
    case equalsLowerBound
    /// The search was exhausted: no placement of these lifetimes is smaller, though the bound is.
    case noneSmaller
    /// The search ended at its limit: smaller placements may exist.
    case none
  }

  /// Byte offset of each request.
  public var offsets: [Int]
  /// End of the last tensor.
  public var bytes: Int
  /// Peak of live bytes over the steps.
  public var lowerBound: Int
  /// Whether a smaller arena may be possible.
  public var certificate: Certificate
}
