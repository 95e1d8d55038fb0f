import RedoubtBoards
import RedoubtCore
import RedoubtHost

/// The units of a hardened model's operator that are computed three times, and what that adds to the places of its
/// registers.
///
/// The operator runs as a whole first; then each of these units is computed once more for copy 1, channel by channel, and
/// once more for copy 2.
struct RepeatedUnits: Sendable {
  let nest: LoopNest
  /// Ascending; may be none.
  let channels: [Int]

  /// Per operator with protected units and a loop nest.
  static func all(_ interpreter: HostInterpreter, _ map: MemoryMap) throws(ModelError) -> [Int: RepeatedUnits]
  {
    guard let layout = map.hardening else { return [:] }
    let model = try interpreter.readModel()
    var all: [Int: RepeatedUnits] = [:]
    for tensor in layout.tensors where tensor.operatorIndex >= 0 {
      let channels = layout.units[tensor.units].filter { $0.scheme.replicatesComputation }
        .map(\.channel)
      guard let nest = try LoopNest(try Node(model, tensor.operatorIndex)) else {
        continue
      }
      all[tensor.operatorIndex] = RepeatedUnits(nest: nest, channels: channels)
    }
    return all
  }

  /// Iterations of one computation of one unit.
  private func perUnit(_ register: VirtualRegister) -> Int { whole(register) / nest.channels }

  private func whole(_ register: VirtualRegister) -> Int {
    register.isPerElement ? nest.elementCount : nest.iterationCount
  }

  /// Iterations of all computations.
  func iterations(_ register: VirtualRegister) -> Int {
    whole(register) + 2 * channels.count * perUnit(register)
  }

  /// Computations of units.
  var units: Int { nest.channels + 2 * channels.count }

  /// Which computation an iteration belongs to, and the iteration of the operator that it repeats.
  func place(ofIteration i: Int, _ register: VirtualRegister) -> (copy: Int, iteration: Int) {
    let rest = i - whole(register)
    guard rest >= 0, !channels.isEmpty else { return (0, i) }
    let perUnit = self.perUnit(register)
    let channel = channels[rest / perUnit % channels.count]
    let own = rest % perUnit
    let copy = 1 + rest / (perUnit * channels.count)
    return (copy, register.isPerElement ? own * nest.channels + channel : nest.iteration(own, of: channel))
  }

  /// The unit that an iteration of the operator computes.
  func unit(ofIteration i: Int, _ register: VirtualRegister) -> Int {
    (register.isPerElement ? i : nest.position(i).element) % nest.channels
  }

  /// Which computation of which unit number `i` is.
  func place(ofUnit i: Int) -> (copy: Int, channel: Int) {
    let rest = i - nest.channels
    guard rest >= 0, !channels.isEmpty else { return (0, i) }
    return (1 + rest / channels.count, channels[rest % channels.count])
  }
}

extension LoopNest {
  /// Iteration `i` of one channel, counted among those of all channels.
  func iteration(_ i: Int, of channel: Int) -> Int {
    // All channels of a cell run as many iterations, one after the other.
    let cell = position(i * channels)
    let perElement = iterations(ofElement: cell.element)
    let before = cell.element % channels * perElement + cell.iteration
    let inCell = before / channels
    return i * channels - before + channel * perElement + inCell
  }
}
