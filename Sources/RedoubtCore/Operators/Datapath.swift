/// The virtual registers of a reference kernel's loop nest, 32 bits each: what a value passes through between memory
/// and result.
///
/// CONV_2D, DEPTHWISE_CONV_2D and FULLY_CONNECTED compute with one loop body, an *iteration*, per
/// multiply-accumulate:
///
///     index        addresses both operands
///     activation   input element plus input offset
///     weight       weight element plus weight offset
///     accumulator  accumulator + activation × weight
///
/// and, once per output element, `multiplier` and `shift` of the requantisation. A kernel is generic in its datapath.
/// The clean one changes nothing and compiles to nothing; a simulator brings one that does.
public protocol Datapath {
  /// True for a datapath that returns all values as they are; then operands are read without a detour.
  static var isClean: Bool { get }

  /// The index register, before both operands are read.
  ///
  /// - Parameter element: Position in the innermost row of input and filter.
  mutating func index(_ element: Int) -> Int

  /// An operand that the index register addresses.
  ///
  /// - Parameter position: In the tensor, and where the index was changed, possibly outside of it.
  mutating func activation(_ input: Span<Int8>, _ position: Int) -> Int8
  /// The other operand, as `activation(_:_:)`.
  mutating func weight(_ weights: Span<Int8>, _ position: Int) -> Int8

  /// The accumulator after one multiply-accumulate, which ends an iteration.
  mutating func multiplyAdd(_ accumulator: Int32, activation: Int32, weight: Int32) -> Int32

  /// Multiplier and shift, before an output element is requantised.
  mutating func requantisation(_ pair: QuantizedMultiplier) -> QuantizedMultiplier
}

/// The datapath of hardware that works.
public struct CleanDatapath: Datapath {
  @inline(__always)
  public init() {}
  @inline(__always)
  public static var isClean: Bool { true }
  @inline(__always)
  public func index(_ element: Int) -> Int { element }
  @inline(__always)
  public func activation(_ input: Span<Int8>, _ position: Int) -> Int8 { input[position] }
  @inline(__always)
  public func weight(_ weights: Span<Int8>, _ position: Int) -> Int8 { weights[position] }

  /// Wraps, as a 32-bit register does.
  @inline(__always)
  public func multiplyAdd(_ accumulator: Int32, activation: Int32, weight: Int32) -> Int32 {
    accumulator &+ activation &* weight
  }

  @inline(__always)
  public func requantisation(_ pair: QuantizedMultiplier) -> QuantizedMultiplier { pair }
}
