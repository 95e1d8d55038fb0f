import RedoubtBoards
import RedoubtCore
import RedoubtHost

/// Runs trials on a hardened model.
///
/// A fault goes through the voters first. What they outvote needs no inference; what they let through is a fault of the
/// same model without voters, for the engines that know nothing of hardening. Changes of tables and of the
/// interpreter's state, which may lead the voters themselves astray, run on a device that votes.
public final class HardenedEngine {
  private let network: DeployedNetwork
  private let layout: HardenedLayout
  private let resolver: VoteResolver
  private let plain: PlainEngine
  private var differences: DifferenceEngine?
  private var reexecution: VotingReexecution
  /// Channels that are computed three times, per operator.
  private let computedThrice: [Int: [Int: HardenedLayout.ProtectedTensor]]

  /// - Parameter cacheBytes: Memory for fault-free runs.
  /// - Returns: Nil for a network that is not hardened.
  public init?(_ network: DeployedNetwork, cacheBytes: Int = 64 << 20) {
    guard let layout = network.map.hardening else { return nil }
    self.network = network
    self.layout = layout
    resolver = VoteResolver(network.map, layout, file: network.file)
    plain = PlainEngine(network, cacheBytes: cacheBytes / 4)
    differences = try? DifferenceEngine(
      network.file, records: network.records, rounding: network.rounding, goldenBytes: cacheBytes / 4 * 3)
    reexecution = VotingReexecution(network, layout)
    var computed: [Int: [Int: HardenedLayout.ProtectedTensor]] = [:]
    for tensor in layout.tensors {
      for unit in layout.units[tensor.units] where unit.scheme.replicatesComputation {
        computed[unit.operatorIndex, default: [:]][unit.channel] = tensor
      }
    }
    computedThrice = computed
  }

  /// Runs one trial.
  public func run(_ fault: Fault, input: Int) -> VotedResult {
    switch fault {
    case .memory(let faults): return run(faults, input: input)
    case .derivedPair: return VotedResult(plain.run(fault, input: input))
    case .register(let register): return run(register, copy: 0, input)
    case .byzantine(let operatorIndex, let channel, let key):
      return byzantine(operatorIndex, channel, key, copy: 0, input)
    case .replicated(let copy, .register(let register)): return run(register, copy: copy, input)
    case .replicated(let copy, .byzantine(let operatorIndex, let channel, let key)):
      return byzantine(operatorIndex, channel, key, copy: copy, input)
    case .replicated(_, let other): return run(other, input: input)
    }
  }

  /// Whether a fault ends as it does without voters: it strikes no copy of anything, and no voter sees it.
  ///
  /// Says no where that is not certain: of tables, and of index registers, whose stray addresses meet another file.
  public func isUnprotected(_ fault: Fault) -> Bool {
    switch fault {
    case .memory(let faults):
      guard let voted = resolver.resolve(faults) else { return false }
      return voted == VotedFaults(memory: faults)
    case .derivedPair: return true
    case .register(let register):
      guard register.register != .index else { return false }
      guard let own = computedThrice[register.operatorIndex] else { return true }
      return plain.channel(of: register).map { own[$0] == nil } ?? false
    case .byzantine(let operatorIndex, let channel, _):
      return computedThrice[operatorIndex]?[channel] == nil
    case .replicated: return false
    }
  }

  /// Runs one trial whose fault is in memory.
  public func run(_ faults: [MemoryFault], input: Int) -> VotedResult {
    guard let voted = resolver.resolve(faults) else { return reexecution.run(faults, input: input) }
    if voted.isRefused {
      return VotedResult(.stopped(ModelError(.protectionInvalid, .modelMetadata)), voted.votes)
    }
    if let pair = voted.pairs.first {
      guard voted.pairs.count == 1, voted.memory.isEmpty else { return reexecution.run(faults, input: input) }
      return VotedResult(plain.run(pair, input), voted.votes)
    }
    guard !voted.memory.isEmpty else { return VotedResult(.unchanged, voted.votes) }
    let result =
      differences?.attempt(voted.memory, input: input) ?? plain.run(voted.memory, input: input)
    return VotedResult(result, voted.votes)
  }

  private func run(_ fault: RegisterFault, copy: Int, _ input: Int) -> VotedResult {
    guard let own = computedThrice[fault.operatorIndex],
      let struck = plain.strike(fault, input: input)
    else { return VotedResult(plain.run(.register(fault), input: input)) }
    guard let tensor = own[struck.channel] else {
      return VotedResult(plain.run(.register(fault), input: input))
    }
    if struck.leftMemory { return VotedResult(.outsideMemory) }
    return VotedResult(.unchanged, outvoted(struck.differs ? 1 : 0, copy, tensor))
  }

  private func byzantine(
    _ operatorIndex: Int, _ channel: Int, _ key: UInt64, copy: Int, _ input: Int
  ) -> VotedResult {
    guard let tensor = computedThrice[operatorIndex]?[channel] else {
      return VotedResult(
        plain.run(.byzantine(operatorIndex: operatorIndex, channel: channel, key: key), input: input))
    }
    let bytes = plain.differingBytes(operatorIndex, channel, key, input: input)
    return VotedResult(.unchanged, outvoted(bytes, copy, tensor))
  }

  /// Counts of the first reading of a plane of which one copy is wrong: a wrong copy 2 is never looked at.
  private func outvoted(_ bytes: Int, _ copy: Int, _ tensor: HardenedLayout.ProtectedTensor) -> VoteCounts {
    VoteCounts(corrected: copy < 2 && !tensor.readers.isEmpty ? bytes : 0)
  }
}
