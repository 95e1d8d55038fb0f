/// One site of a space: a segment of it, an element there, a bit of the element.
public struct FaultSite: Hashable, Sendable {
  /// Index in the space's segments.
  public let segment: Int
  public let element: Int
  public let bit: Int

  public init(segment: Int, element: Int, bit: Int) {
    self.segment = segment
    self.element = element
    self.bit = bit
  }
}
