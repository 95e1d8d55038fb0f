import RedoubtCore

/// Where faults strike a unit, and which of them a scheme takes away: the planner's prediction, which a campaign has to
/// confirm.
///
/// A unit's score is divided among its parameters, its activations and the registers that compute it, in proportion to
/// bytes times rate.
public struct FaultExposure: Equatable, Sendable {
  /// Relative fault rates per byte.
  public var weights = 1.0, activations = 1.0, registers = 1.0
  /// Registers of 32 bits that compute a unit: accumulator, two operands, multiplier, shift, index.
  public static let registerBytes = 24.0

  public init() {}

  /// Share of a unit's faults that a scheme covers, 0 … 1.
  public func coverage(_ unit: NetworkUnit, _ scheme: HardeningScheme) -> Double {
    let parameters = unit.parameters.map { Double($0.weights.count + ($0.bias == nil ? 8 : 12)) } ?? 0
    let stored = weights * parameters
    let planes = activations * Double(unit.plane.byteCount)
    let computed = unit.isPlane ? 0 : registers * Self.registerBytes
    let total = stored + planes + computed
    guard total > 0 else { return 0 }
    var covered = 0.0
    if scheme.replicatesParameters { covered += stored }
    if scheme.replicatesActivations { covered += planes }
    if scheme.replicatesComputation { covered += computed }
    return covered / total
  }
}
