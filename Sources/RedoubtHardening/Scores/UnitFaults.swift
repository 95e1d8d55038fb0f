import RedoubtBoards
import RedoubtCore
import RedoubtFaults
import RedoubtHost

/// The three kinds of places where a unit is struck.
public enum UnitPart: Int, CaseIterable, Codable, Sendable {
  /// Weights, bias and requantisation pair: what `tmr-weights` covers.
  case parameters
  /// The plane: what `tmr-activations` and `tmr-compute` cover.
  case activations
  /// The registers that compute the unit: what `tmr-compute` covers.
  case registers
}

/// Draws faults inside one part of one unit, with the chances that a campaign gives them.
///
/// Parameters: a bit of weights, bias and pair, each equally likely. Activations: a bit of the plane and a step of its life,
/// steps in proportion to their cost. Registers: a bit of a register in one of the iterations that compute the unit.
struct UnitFaults {
  private let units: [NetworkUnit]
  private let map: MemoryMap
  private let costs: [Int]
  private let nests: [LoopNest?]
  /// Entry of the memory map of each tensor in the arena.
  private let tensors: [Int: MemoryMap.Entry]
  /// Sites of the whole network by part; steps weighted by their cost.
  private let totals: [Double]

  init(_ network: RankedNetwork, _ interpreter: HostInterpreter) throws {
    units = network.units.all
    map = try MemoryMap(interpreter)
    let costs = try OperatorCost.list(interpreter)
    self.costs = costs
    let model = try interpreter.readModel()
    nests = try (0..<map.stepCount).map { try LoopNest(try Node(model, $0)) }
    var tensors: [Int: MemoryMap.Entry] = [:]
    for entry in map.arena where entry.owner.kind == .tensor {
      if let index = entry.owner.tensorIndex { tensors[index] = entry }
    }
    self.tensors = tensors
    let parameters = network.units.weighted.reduce(0.0) { $0 + Double(Self.parameterBits($1)) }
    var activations = 0.0
    if tensors.isEmpty == false {
      let space = try FaultSpace(interpreter, map: map, targets: [.activations])
      for segment in space.segments {
        activations += Double(segment.siteCount) * Double(segment.step.map { costs[$0] } ?? 0)
      }
    }
    let registers = nests.reduce(0.0) { $0 + Double($1.map(Self.registerSites) ?? 0) }
    totals = [parameters, activations, registers]
  }

  private static func parameterBits(_ unit: NetworkUnit) -> Int {
    guard let parameters = unit.parameters else { return 0 }
    return 8 * parameters.weights.count + (parameters.bias == nil ? 0 : 32) + 64
  }

  private static func registerSites(_ nest: LoopNest) -> Int {
    VirtualRegister.allCases.reduce(0) {
      $0 + 32 * ($1.isPerElement ? nest.elementCount : nest.iterationCount)
    }
  }

  /// The chance that a fault in the network's sites of this kind strikes the unit; 0 where the unit has no such part.
  func share(_ unit: Int, _ part: UnitPart) -> Double {
    let total = totals[part.rawValue]
    guard total > 0 else { return 0 }
    let one = units[unit]
    switch part {
    case .parameters: return Double(Self.parameterBits(one)) / total
    case .activations:
      guard let steps = tensors[one.plane.tensor]?.steps else { return 0 }
      return Double(8 * one.plane.byteCount) * Double(steps.reduce(0) { $0 + costs[$1] }) / total
    case .registers:
      guard !one.isPlane, let nest = nests[one.id.operatorIndex] else { return 0 }
      return Double(Self.registerSites(nest)) / Double(nest.channels) / total
    }
  }

  /// A fault in a part of a unit whose share is not 0.
  func draw(_ unit: Int, _ part: UnitPart, _ random: inout TrialRandom) -> (fault: Fault, isLive: Bool) {
    let one = units[unit]
    switch part {
    case .parameters: return (parameter(one, &random), true)
    case .activations: return activation(one, &random)
    case .registers: return (register(one, &random), true)
    }
  }

  private func parameter(_ unit: NetworkUnit, _ random: inout TrialRandom) -> Fault {
    guard let parameters = unit.parameters else { preconditionFailure("a unit with parameters") }
    var bit = random.below(Self.parameterBits(unit))
    func flip(_ byte: Int) -> Fault {
      .memory([MemoryFault(place: .file(byte), bit: bit % 8, step: 0)])
    }
    let weights = parameters.weights
    if bit < 8 * weights.count { return flip(weights.start + bit / 8 * weights.stride) }
    bit -= 8 * weights.count
    if let bias = parameters.bias {
      if bit < 32 { return flip(bias.lowerBound + bit / 8) }
      bit -= 32
    }
    return .derivedPair(
      operatorIndex: unit.id.operatorIndex, channel: unit.id.channel, isShift: bit >= 32, bit: bit % 32)
  }

  private func activation(
    _ unit: NetworkUnit, _ random: inout TrialRandom
  ) -> (fault: Fault, isLive: Bool) {
    guard let entry = tensors[unit.plane.tensor], let steps = entry.steps else {
      preconditionFailure("a unit with a plane in the arena")
    }
    var ticket = random.below(steps.reduce(0) { $0 + costs[$1] })
    var step = steps.lowerBound
    while ticket >= costs[step] {
      ticket -= costs[step]
      step += 1
    }
    let element = random.below(unit.plane.cells) * unit.plane.channels + unit.plane.channel
    let size = unit.plane.type.byteCount
    let bit = random.below(8 * size)
    let strike = map.strike(on: entry, during: step)
    return (
      .memory([
        MemoryFault(
          place: .arena(entry.range.lowerBound + element * size + bit / 8), bit: bit % 8, step: strike.acts)
      ]), strike.isLive
    )
  }

  private func register(_ unit: NetworkUnit, _ random: inout TrialRandom) -> Fault {
    let step = unit.id.operatorIndex
    guard let nest = nests[step] else { preconditionFailure("a unit with registers") }
    let bit = random.below(32)
    var ticket = random.below(Self.registerSites(nest) / 32)
    for register in VirtualRegister.allCases {
      let sites = register.isPerElement ? nest.elementCount : nest.iterationCount
      guard ticket >= sites else {
        return .register(
          RegisterFault(
            operatorIndex: step, register: register, bit: bit,
            iteration: iteration(register, nest, unit.id.channel, &random)))
      }
      ticket -= sites
    }
    preconditionFailure("a ticket below the sum")
  }

  /// An iteration of the unit. Units of an operator have equally many; those of others are drawn again.
  private func iteration(
    _ register: VirtualRegister, _ nest: LoopNest, _ channel: Int, _ random: inout TrialRandom
  ) -> Int {
    if register.isPerElement {
      return random.below(nest.elementCount / nest.channels) * nest.channels + channel
    }
    while true {
      let iteration = random.below(nest.iterationCount)
      if nest.position(iteration).element % nest.channels == channel { return iteration }
    }
  }
}
