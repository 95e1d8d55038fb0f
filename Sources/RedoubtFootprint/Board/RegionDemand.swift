/// A part of a deployed model that must lie in one piece.
public struct RegionDemand: Equatable, Sendable {
  /// What needs a place in one region.
  public enum Part: String, CaseIterable, Sendable {
    case code = "code and model"
    case bank1 = "replica bank 1"
    case bank2 = "replica bank 2"
    case arena
    case stack
    case activationBank1 = "activation bank 1"
    case activationBank2 = "activation bank 2"

    /// True for what is only read.
    var isConstant: Bool { [.code, .bank1, .bank2].contains(self) }
  }

  /// What needs the place.
  public let part: Part
  /// Bytes that the part needs in one piece.
  public let bytes: Int
  /// The region that takes it; nil where none can.
  public let region: String?
}
