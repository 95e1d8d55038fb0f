import RedoubtBoards
import RedoubtFaults
import RedoubtHost
import RedoubtModel

/// The fault list of a study, and where each of its trials strikes.
struct StudyFaults: Sendable {
  /// Trials of all targets, one target after the other.
  let trials: [ListedTrial]
  /// Position in `NetworkUnits.all` of the struck unit; −1 for bytes that belong to none.
  let units: [Int]
  /// Trials of each target.
  let ranges: [Range<Int>]

  /// Draws the list, in the network that is not hardened.
  init(
    _ options: StudyOptions, _ network: NetworkUnits, _ interpreter: HostInterpreter, inputs: Int
  ) throws {
    let map = try MemoryMap(interpreter)
    var trials: [ListedTrial] = []
    var ranges: [Range<Int>] = []
    for target in options.targets {
      let list = try TrialList(
        target, count: options.count, inputs: inputs, seed: options.seed, interpreter, map: map)
      ranges.append(trials.count..<trials.count + list.trials.count)
      trials += list.trials
    }
    struct Plane: Hashable {
      let tensor, channel: Int
    }
    let planes = Dictionary(
      network.all.enumerated().map { (Plane(tensor: $1.plane.tensor, channel: $1.plane.channel), $0) },
      uniquingKeysWith: { first, _ in first })
    self.trials = trials
    self.ranges = ranges
    units = trials.map { trial in
      switch trial.place {
      case nil: return -1
      case .activations(let tensor, let channel):
        return planes[Plane(tensor: tensor, channel: channel)] ?? -1
      case .parameters(let operatorIndex, let channel), .registers(let operatorIndex, let channel):
        return network.index(of: UnitID(operatorIndex: operatorIndex, channel: channel)) ?? -1
      }
    }
  }
}

/// How each trial of the list ends, on the plain image and on the one that protects everything.
///
/// This is enough for every plan: what becomes of a single fault depends on the protection of the unit that it strikes
/// and on no other unit's, because every other voter sees three equal copies. The one exception is a struck index register
/// that reads outside its tensor: what lies there differs from file to file. A test runs random plans in full, and a
/// study runs part of its list again on every file that it hardens.
struct StudyOutcomes: Sendable {
  var plain: [Outcome] = []
  var protected: [Outcome] = []

  /// - Parameter isProtected: Whether the plan protects the unit that the trial strikes.
  func outcome(_ trial: Int, isProtected: Bool) -> Outcome {
    isProtected ? protected[trial] : plain[trial]
  }
}

extension ListedTrial {
  /// Whether the fault may read memory outside the operands of its operator.
  var mayStray: Bool {
    if case .register(let fault) = fault { return fault.register == .index }
    return false
  }
}
