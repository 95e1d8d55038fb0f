import RedoubtBoards
import RedoubtCore
import RedoubtFaults
import RedoubtHost

/// What protection costs in the linked image of the interpreter on a Cortex-M7: bytes as the writer and the linker lay them
/// out, instructions as they were measured.
public struct HardeningCosts: Sendable {
  /// The network's units.
  public let units: NetworkUnits
  /// Bytes by which an image that votes is larger than one that does not, apart from the model.
  public let codeBytes: Int
  /// Bytes that the model file grows by with any plan, apart from units and tensors.
  public let fileBytes: Int
  /// Instructions of an inference without protection.
  public let baseInstructions: Double
  let work: ProtectedWork
  private let target: VotingInstructions

  /// - Parameters:
  ///   - file: A model that is not hardened.
  ///   - codeBytes: 0 where only the growth of the file counts.
  /// - Throws: `ModelError`, `HardeningWriteError`.
  public init(_ file: [UInt8], codeBytes: Int = 0, target: VotingInstructions = .cortexM7) throws {
    let interpreter = try HostInterpreter(file)
    units = try NetworkUnits(interpreter)
    self.codeBytes = codeBytes
    self.target = target
    fileBytes = try HardenedModel(file, HardeningPlan([:])).flashOverheadBytes
    work = try ProtectedWork(interpreter)
    baseInstructions = target.plain.instructions(try OperatorWork.list(interpreter))
  }

  /// What the costs rest on.
  public var assumptions: [MissionEstimate.Assumption] {
    let source = "fitted to QEMU instruction counts on \(target.machine), form \(target.form)"
    return [
      MissionEstimate.Assumption(
        quantity: "Target instructions of votes and replicas",
        value: "within \(percent(target.largestError)), in the middle within \(percent(target.medianError)); "
          + "\(percent(target.margin)) added to be on the safe side", source: source)
    ]
  }

  private func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }

  /// Bytes of the padded weights of a row.
  private func weightBytes(_ parameters: UnitParameters) -> Int {
    let phase = parameters.weights.stride == 1 ? parameters.weights.start & 3 : 0
    return (phase + parameters.weights.count + 3) & ~3
  }

  /// What a unit costs besides its charges.
  ///
  /// Flash: its entry, and two rows with replicated parameters. SRAM: two planes with replicated activations.
  ///
  /// - Parameter isGrouped: Whether its neighbours are computed with it, four at a time, with replicated computation.
  /// - Returns: Nil for a plane unit under any scheme but `tmrActivations`.
  public func cost(of unit: NetworkUnit, _ scheme: HardeningScheme, isGrouped: Bool = true) -> UnitCost? {
    guard scheme == .tmrActivations || !unit.isPlane else { return nil }
    var cost = UnitCost(flashBytes: 4 * HardeningFormat.UnitEntry.words)
    if scheme.replicatesActivations { cost.sramBytes = 2 * unit.plane.byteCount }
    if scheme.replicatesParameters {
      guard let parameters = unit.parameters else { return nil }
      cost.flashBytes += 2 * (4 * HardeningFormat.Row.words + weightBytes(parameters))
    }
    // Short rows take less than they save: their pairs need not be derived from scales. That is left out of account.
    cost.instructions = max(0, target.instructions(work.amounts(unit, scheme, isGrouped: isGrouped)))
    return cost
  }

  /// What a unit needs that others may need too.
  public func charges(of unit: NetworkUnit, _ scheme: HardeningScheme) -> [ProtectionCharge] {
    let (step, tensor) = (unit.id.operatorIndex, unit.plane.tensor)
    var charges: [ProtectionCharge] = [.image, .tensor(tensor)]
    if scheme.replicatesParameters { charges += [.parameterBanks, .rows(step)] }
    if scheme.replicatesActivations {
      charges += [.activationBanks, .votes(tensor)]
      charges.append(scheme.replicatesComputation ? .passes(step) : .stores(tensor))
    }
    return charges
  }

  /// What a charge costs, once. The row that weights are voted into is no charge: an image has one, the longest.
  public func cost(of charge: ProtectionCharge) -> UnitCost {
    var cost = UnitCost(instructions: target.instructions(work.amounts(charge)))
    switch charge {
    case .image:
      cost.flashBytes = fileBytes + codeBytes
      cost.instructions += VotingInstructions.flatMargin * baseInstructions
      // Two counters; the tensors behind them begin at a multiple of 16.
      cost.sramBytes = 16
    case .parameterBanks:
      // Two banks: buffer table, length, header, alignment before the data and behind.
      cost.flashBytes = 2 * (4 + 12 + 4 + 15 + 4 * HardeningFormat.Bank.words + 3)
    case .tensor: cost.flashBytes = 4 * HardeningFormat.TensorEntry.words
    case .activationBanks, .rows, .passes, .stores, .votes: break
    }
    return cost
  }

  /// Bytes of the row that a unit's bias and weights are voted into.
  func scratchBytes(_ unit: NetworkUnit) -> Int {
    guard let weights = unit.parameters?.weights else { return 0 }
    let isAligned = weights.stride != 1 || weights.start & 3 == 0 && weights.count & 3 == 0
    return 4 + 4 * ((weights.count + (isAligned ? 3 : 6)) / 4)
  }

  /// What a plan costs, all that its units share counted once.
  public func cost(of plan: HardeningPlan) -> UnitCost { PlanCost(plan, self).total }

  /// The work of a plan by name, which its instructions follow from.
  public func amounts(of plan: HardeningPlan) -> [String: Double] { PlanCost(plan, self).amounts }
}
