/// One site of a space: a segment of it, an element there, a bit of the element.
public struct FaultSite: Hashable, Sendable {
  /// Index in the space's segments.
  public let segment: Int
  /// Index in the segment: of a value in memory, an iteration, or a unit.
  public let element: Int
  /// Bit of the element, 0 the least significant.
  public let bit: Int

  public init(segment: Int, element: Int, bit: Int) {
    self.segment = segment
    self.element = element
    self.bit = bit
  }
}
