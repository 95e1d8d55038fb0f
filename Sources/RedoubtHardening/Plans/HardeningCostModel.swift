import RedoubtCore
import RedoubtFaults

/// What a plan costs, unit by unit: the part of the planner that measurements replace.
public protocol HardeningCostModel: Sendable {
  /// Cost of a unit under a scheme; nil where the scheme does not apply to it.
  func cost(of unit: NetworkUnit, _ scheme: HardeningScheme) -> UnitCost?

  /// Cost that any plan with these schemes has at most beside those of its units.
  func fixedCost(of units: NetworkUnits, _ schemes: [HardeningScheme]) -> UnitCost

  /// Instructions of an inference without protection.
  func baseInstructions(of units: NetworkUnits) -> Double
}

/// Flash and SRAM as the writer lays them out; instructions from counts of operations.
///
/// No plan takes more flash or SRAM than this says: parts that units share are counted in full, and planes as if no two
/// shared bytes over time.
public struct EstimatedCosts: HardeningCostModel {
  /// What time is counted with; flash and SRAM do not depend on it.
  public var target: TargetInstructions
  /// Bytes of the file that a plan needs besides its units: lists, header, alignment.
  public let fileBytes: Int

  /// - Parameter fileBytes: Growth of the file by an empty plan.
  public init(fileBytes: Int, target: TargetInstructions = .cortexM7) {
    self.fileBytes = fileBytes
    self.target = target
  }

  /// What the costs rest on.
  public var assumptions: [MissionEstimate.Assumption] { target.assumptions }

  private func computation(_ unit: NetworkUnit) -> Double {
    Double(unit.macs) * (target.perMAC[unit.operatorName] ?? 1)
      + (unit.id.operatorIndex < 0 ? 0 : Double(unit.plane.cells) * target.perCell)
  }

  /// Multiply-accumulates, output elements and operators of all units, each times its count of `target`.
  ///
  /// Operators that have no units, being evaluated at load, are free; so are the planes of the network's inputs.
  public func baseInstructions(of units: NetworkUnits) -> Double {
    let steps = Set(units.all.map(\.id.operatorIndex)).filter { $0 >= 0 }.count
    return units.all.reduce(Double(steps) * target.perStep) { $0 + computation($1) }
  }

  /// Bytes of the padded weights of a row.
  private func weightBytes(_ parameters: UnitParameters) -> Int {
    let phase = parameters.weights.stride == 1 ? parameters.weights.start & 3 : 0
    return (phase + parameters.weights.count + 3) & ~3
  }

  /// Flash: the unit's table entry, and two rows with replicated parameters. SRAM: two planes with replicated
  /// activations, each rounded up to 4 bytes. Instructions: voting and storing, and two more computations with
  /// `tmrCompute`.
  ///
  /// - Returns: Nil for a plane unit under any scheme but `tmrActivations`.
  public func cost(of unit: NetworkUnit, _ scheme: HardeningScheme) -> UnitCost? {
    guard scheme == .tmrActivations || !unit.isPlane else { return nil }
    var cost = UnitCost(flashBytes: 4 * HardeningFormat.UnitEntry.words)
    if scheme.replicatesActivations {
      cost.sramBytes += 2 * ((unit.plane.byteCount + 3) & ~3)
      cost.instructions += Double(unit.plane.cells) * target.perReplicatedCell
    }
    if scheme.replicatesComputation { cost.instructions += 2 * computation(unit) }
    if scheme.replicatesParameters {
      guard let parameters = unit.parameters else { return nil }
      let bytes = weightBytes(parameters)
      let voting =
        parameters.weights.stride == 1
        ? Double(bytes / 4) * target.perVotedWord
        : Double(parameters.weights.count) * target.perVotedStridedWeight
      cost.flashBytes += 2 * (4 * HardeningFormat.Row.words + bytes)
      cost.instructions += target.perVotedRow + voting
    }
    return cost
  }

  /// Flash: `fileBytes`, an entry for each tensor that holds a unit's plane, and with replicated parameters header and
  /// padding of two banks. SRAM: with replicated parameters the largest scratch row of any unit. No instructions.
  public func fixedCost(of units: NetworkUnits, _ schemes: [HardeningScheme]) -> UnitCost {
    let tensors = Set(units.all.map(\.plane.tensor)).count
    var cost = UnitCost(flashBytes: fileBytes + 4 * HardeningFormat.TensorEntry.words * tensors)
    if schemes.contains(where: \.replicatesParameters) {
      // Two banks: buffer table, length, header, alignment before the data and behind.
      cost.flashBytes += 2 * (4 + 12 + 4 + 15 + 4 * HardeningFormat.Bank.words + 3)
      cost.sramBytes += units.all.compactMap(\.parameters).map(weightBytes).max() ?? 0
    }
    return cost
  }
}
