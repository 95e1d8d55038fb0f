import RedoubtCore

/// Which units are protected, and how; units that it does not name are not.
public struct HardeningPlan: Equatable, Sendable {
  public let schemes: [UnitID: HardeningScheme]

  public init(_ schemes: [UnitID: HardeningScheme]) { self.schemes = schemes }

  /// Protected units in the order of their names.
  public var units: [UnitID] { schemes.keys.sorted() }
}
