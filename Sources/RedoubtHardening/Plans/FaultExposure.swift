import RedoubtBoards
import RedoubtCore
import RedoubtFaults
import RedoubtHost

/// Where faults strike a unit, and which of them a scheme takes away: the planner's prediction, which a campaign has to
/// confirm.
///
/// A score that was measured part by part is used so: each part counts with the weight of its kind. Any other score is
/// divided among a unit's parameters, activations and registers in proportion to bytes times rate.
public struct FaultExposure: Equatable, Sendable {
  /// Relative fault rates per byte.
  public var weights = 1.0, activations = 1.0, registers = 1.0
  /// What the SDC rates of faults in parameters, activations and registers count, in the order of `UnitPart`.
  public var parts = [1.0, 1.0, 1.0]
  /// Registers of 32 bits that compute a unit: accumulator, two operands, multiplier, shift, index.
  public static let registerBytes = 24.0

  /// All alike: corrupted answers per fault are counted, wherever the fault strikes.
  public init() {}

  /// Weighted by upsets in 10⁹ hours that pass the memories' own codes, on a board and under conditions.
  ///
  /// - Throws: `ModelError`, `FaultSpaceError`.
  public init(
    _ interpreter: HostInterpreter, on board: BoardProfile,
    conditions: MissionConditions = MissionConditions()
  ) throws {
    let map = try MemoryMap(interpreter)
    var rates: [Double] = []
    for (i, target) in [FaultTarget.weights, .activations, .registers].enumerated() {
      var exposures: [TargetExposure] = []
      // A network without weights, say, has none of these faults.
      if let space = try? FaultSpace(interpreter, map: map, targets: [target]) {
        exposures = TargetExposure.list(space)
      }
      parts[i] = conditions.passing(exposures, on: board).sdc.fit
      let bytes = exposures.reduce(0) { $0 + $1.bytes }
      let registers = board.regions.first { $0.kind == .registers }?.bytes ?? 0
      let size = Double(target == .registers ? registers : bytes)
      rates.append(size > 0 ? parts[i] / size : 0)
    }
    (weights, activations, registers) = (rates[0], rates[1], rates[2])
  }

  /// Share of a unit's faults that a scheme covers, 0 … 1.
  public func coverage(_ unit: NetworkUnit, _ scheme: HardeningScheme) -> Double {
    let parameters = unit.parameters.map { Double($0.weights.count + ($0.bias == nil ? 8 : 12)) } ?? 0
    let amounts = [
      weights * parameters, activations * Double(unit.plane.byteCount),
      unit.isPlane ? 0 : registers * Self.registerBytes,
    ]
    let total = amounts.reduce(0, +)
    return total > 0 ? covered(amounts, scheme) / total : 0
  }

  /// What a unit's protection is worth, and what all of its faults are.
  func worth(_ entry: Ranking.Entry, _ unit: NetworkUnit, _ scheme: HardeningScheme) -> Double {
    guard let measured = entry.parts else { return max(0, entry.value) * coverage(unit, scheme) }
    return covered(zip(parts, measured).map { $0 * $1 }, scheme)
  }

  /// What all faults of a unit are worth.
  func total(_ entry: Ranking.Entry) -> Double {
    guard let measured = entry.parts else { return max(0, entry.value) }
    return zip(parts, measured).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Sum of the parts that a scheme covers.
  private func covered(_ amounts: [Double], _ scheme: HardeningScheme) -> Double {
    (scheme.replicatesParameters ? amounts[UnitPart.parameters.rawValue] : 0)
      + (scheme.replicatesActivations ? amounts[UnitPart.activations.rawValue] : 0)
      + (scheme.replicatesComputation ? amounts[UnitPart.registers.rawValue] : 0)
  }
}
