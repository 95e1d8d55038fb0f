import RedoubtBoards
import RedoubtCore
import RedoubtHost

/// Trials of one target, drawn once: sites as a campaign draws them, inputs evenly, both with replacement.
public struct TrialList: Sendable {
  /// What all of them strike.
  public let target: FaultTarget
  /// Sites of the target, dead ones included.
  public let siteCount: Int
  /// In the order in which they were drawn.
  public let trials: [ListedTrial]

  /// Draws trials in a network that is not hardened.
  ///
  /// - Parameters:
  ///   - count: Trials; number i is a function of seed, target and i.
  ///   - inputs: Records to draw from, at least 1.
  /// - Throws: `FaultSpaceError` where the model has no such sites; `ModelError`.
  public init(
    _ target: FaultTarget, count: Int, inputs: Int, seed: UInt64, _ interpreter: HostInterpreter,
    map: MemoryMap
  ) throws {
    let space = try FaultSpace(interpreter, map: map, targets: [target])
    let places = try StruckPlaces(interpreter, space)
    self.target = target
    siteCount = space.pool.siteCount
    // Far apart, so that no two targets use the same random numbers.
    let first = (FaultTarget.allCases.firstIndex(of: target) ?? 0) << 40
    trials = (0..<count).map { i in
      var random = TrialRandom(seed: seed, trial: first + i)
      let input = random.below(inputs)
      let site = space.pool.draw(&random, in: space)
      return ListedTrial(
        fault: space.fault(at: site, &random), input: input, isLive: space.segments[site.segment].isLive,
        place: places.place(of: site))
    }
  }
}

/// Which unit each site of a space belongs to.
struct StruckPlaces {
  private let space: FaultSpace
  private let nests: [LoopNest?]

  init(_ interpreter: HostInterpreter, _ space: FaultSpace) throws {
    self.space = space
    let model = try interpreter.readModel()
    nests = try (0..<space.stepCount).map { try LoopNest(try Node(model, $0)) }
  }

  func place(of site: FaultSite) -> StruckPlace? {
    let segment = space.segments[site.segment]
    switch segment.kind {
    case .units:
      return segment.operatorIndex.map { .registers(operatorIndex: $0, channel: site.element) }
    case .register(let register):
      guard let step = segment.operatorIndex, let nest = nests[step] else { return nil }
      let element = register.isPerElement ? site.element : nest.position(site.element).element
      return .registers(operatorIndex: step, channel: element % nest.channels)
    case .file, .arena, .derivedPairs:
      guard let owner = segment.owner,
        let channel = owner.unit(
          atByte: segment.ownerOffset + site.element * segment.elementBytes + site.bit / 8)
      else { return nil }
      if owner.kind == .tensor {
        return owner.tensorIndex.map { .activations(tensor: $0, channel: channel) }
      }
      return owner.operatorIndex.map { .parameters(operatorIndex: $0, channel: channel) }
    }
  }
}
