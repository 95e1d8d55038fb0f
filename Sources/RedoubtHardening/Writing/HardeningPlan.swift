import RedoubtCore

/// Which units are protected, and how; units that it does not name are not.
public struct HardeningPlan: Equatable, Sendable {
  /// How each protected unit is protected; no scheme may be `empty` when the plan is written.
  public let schemes: [UnitID: HardeningScheme]

  /// - Parameter schemes: Empty for a plan that protects nothing.
  public init(_ schemes: [UnitID: HardeningScheme]) { self.schemes = schemes }

  /// Protected units in the order of their names.
  public var units: [UnitID] { schemes.keys.sorted() }
}
