import RedoubtBoards
import RedoubtCore
import RedoubtHost
import RedoubtModel

/// What voting and replication have to do in a network, as the numbers that their instructions follow from.
///
/// Each number has a name; `VotingInstructions` has a coefficient for each of them.
public struct ProtectedWork: Sendable {
  /// Named amounts of work.
  public typealias Amounts = [(name: String, amount: Double)]

  /// Operators that run, by position in the model.
  let steps: [Int: OperatorWork]
  /// How often a tensor is voted in an inference: by each step that reads it, and as an output.
  let readers: [Int: Int]

  init(_ interpreter: HostInterpreter) throws(ModelError) {
    let model = try interpreter.readModel()
    steps = Dictionary(uniqueKeysWithValues: try OperatorWork.steps(interpreter).map { ($0, $1) })
    var readers: [Int: Int] = [:]
    for step in steps.keys {
      let node = try Node(model, step)
      for i in 0..<node.inputCount { readers[try node.inputIndex(i), default: 0] += 1 }
    }
    for i in 0..<model.outputs.count {
      readers[Int(try model.outputs.element(i, as: Int32.self)), default: 0] += 1
    }
    self.readers = readers
  }

  /// What protection of a unit does, without what it shares. Negative amounts take back what a charge has counted for all
  /// channels.
  ///
  /// - Parameter isGrouped: Whether the channel is computed with its neighbours, four at a time.
  func amounts(_ unit: NetworkUnit, _ scheme: HardeningScheme, isGrouped: Bool) -> Amounts {
    var list: Amounts = []
    if scheme.replicatesParameters, let weights = unit.parameters?.weights {
      let kind = unit.operatorName
      list.append(("rows, " + kind, 1))
      // Rows that begin inside a word of the file are masked.
      let name = weights.stride == 1 && weights.start & 3 != 0 ? "shifted row words, " : "row words, "
      list.append((name + kind, Double(weights.stride == 1 ? (weights.count + 3) / 4 : weights.count)))
      // The pair is read, not derived from scales.
      list.append(("channels, " + kind, -1))
    }
    if scheme.replicatesActivations {
      let votes = Double(readers[unit.plane.tensor] ?? 0)
      list.append(("votes of planes", votes))
      list.append(("votes of cells", votes * Double(unit.plane.cells)))
      if !scheme.replicatesComputation {
        list.append(("stores of planes", 1))
        list.append(("stores of cells", Double(unit.plane.cells)))
      }
    }
    if scheme.replicatesComputation {
      let kind = steps[unit.id.operatorIndex]?.kind ?? unit.operatorName
      list.append(("copies, " + kind, 1))
      list.append(("copied cells, " + kind, Double(unit.plane.cells)))
      list.append(("copied macs, " + kind, Double(unit.macs)))
      if !isGrouped {
        list.append(("lone cells, " + kind, Double(unit.plane.cells)))
        list.append(("lone macs, " + kind, Double(unit.macs)))
      }
    }
    return list
  }

  /// What units have in common, counted for an operator with no units besides.
  func amounts(_ charge: ProtectionCharge) -> Amounts {
    switch charge {
    case .image:
      // Kernels ask for each channel's pair where they take it from a list otherwise.
      var list: Amounts = [("steps", Double(steps.count))]
      for work in steps.values where work.channels > 0 {
        list.append(("channels, " + work.name, Double(work.channels)))
      }
      return list
    case .parameterBanks: return []
    case .activationBanks: return [("steps with planes", Double(steps.count))]
    case .tensor: return [("tensors", 1)]
    case .rows(let step):
      guard let work = steps[step] else { return [] }
      return [("votes of rows, " + work.name, 1)]
    case .passes(let step):
      guard let work = steps[step] else { return [] }
      return [
        ("passes, " + work.kind, 1), ("pass inputs, " + work.kind, Double(work.inputs)),
        ("pass channels, " + work.kind, Double(work.channels)),
      ]
    case .stores: return [("stores", 1)]
    case .votes(let tensor):
      // Each step looks through the list of tensors for what it reads and writes.
      return [("votes", Double(readers[tensor] ?? 0)), ("looks at entries", Double(steps.count))]
    }
  }
}
