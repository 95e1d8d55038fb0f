import RedoubtBoards
import RedoubtCore
import RedoubtHost

/// Every site that faults of one kind can strike in a deployed network.
public struct FaultSpace: Sendable {
  /// What a strike does.
  public let model: FaultModel
  /// In the order of the options' list.
  public let targets: [FaultTarget]
  /// Memories that hold buffers, arena, registers and tables, then, for a hardened model only, its four banks.
  public let regions: [MemoryRegion]
  /// Runs of sites; `FaultSite.segment` is an index here.
  public let segments: [SiteSegment]
  /// All sites.
  public let pool: SitePool
  /// Operators of the schedule.
  public let stepCount: Int
  private let map: MemoryMap
  private let memory: PhysicalMemory
  /// Loop nests of the operators whose registers are struck.
  private let loopNests: [Int: LoopNest]
  /// Cost of each step, by which strikes on RAM choose their step.
  private let costs: [Int]
  /// Per operator with units that are computed three times.
  private let repeated: [Int: RepeatedUnits]

  /// Index of the regions that hold buffer contents, the arena, the registers, and the rest of the file.
  public static let bufferRegion = 0
  /// Index of the region that holds the arena, and a hardened model's counters and scratch row.
  public static let arenaRegion = 1
  /// Index of the region that holds the core's registers.
  public static let coreRegion = 2
  /// Index of the region that holds the file apart from buffer contents.
  public static let tableRegion = 3
  /// Index of the regions that hold parameter banks and activation banks 1 and 2 of a hardened model; the voters' words lie
  /// beside the arena.
  public static let bankRegions = 4...5
  /// Indices of the regions that hold activation banks 1 and 2 of a hardened model, in RAM.
  public static let activationBankRegions = 6...7

  /// The region of an entry of the file.
  static func region(of entry: MemoryMap.Entry, _ map: MemoryMap) -> Int {
    if let layout = map.hardening {
      for (i, bank) in layout.banks.enumerated() where bank.contains(entry.range.lowerBound) {
        return bankRegions.lowerBound + i
      }
    }
    return switch entry.owner.kind {
    case .weights, .biases, .constant: bufferRegion
    case .scale, .zeroPoint, .structure, .padding, .pair, .replica, .voter: tableRegion
    case .tensor, .state, .scratch: arenaRegion
    }
  }

  /// - Parameters:
  ///   - targets: What may be struck; each at most once.
  ///   - regions: Those that hold buffer contents, the arena, the registers, and the rest of the file, in this order;
  ///     for a hardened model also parameter banks 1 and 2 and activation banks 1 and 2, which otherwise lie with the
  ///     buffers and with the arena. One region may stand several times.
  /// - Throws: `FaultSpaceError`, `ModelError`.
  public init(
    _ interpreter: HostInterpreter, map: MemoryMap, targets: [FaultTarget], model: FaultModel = .seu,
    regions: [MemoryRegion] = Self.plainRegions
  ) throws {
    precondition(
      regions.count == 4 || regions.count == 8, "regions for buffers, arena, registers, tables, banks")
    let repeated = try RepeatedUnits.all(interpreter, map)
    // A unit that is computed three times takes three times as long.
    let costs = try OperatorCost.list(interpreter).enumerated().map { step, cost in
      repeated[step].map { cost * ($0.nest.channels + 2 * $0.channels.count) / $0.nest.channels } ?? cost
    }
    var builder = SpaceBuilder(map: map, model: model, targets: Set(targets), repeated: repeated)
    try builder.build(interpreter)
    for target in targets where !builder.segments.contains(where: { $0.target == target }) {
      throw FaultSpaceError.noSites(target)
    }
    self.model = model
    self.targets = targets
    let own = Array(regions.prefix(4))
    self.regions =
      map.hardening == nil ? own : regions.count == 8 ? regions : own + [own[0], own[0], own[1], own[1]]
    self.costs = costs
    self.repeated = repeated
    memory = PhysicalMemory(map, self.regions)
    loopNests = builder.loopNests
    segments = builder.segments
    stepCount = map.stepCount
    self.map = map
    pool = Self.pool("all", Array(builder.segments.indices), bit: nil, builder.segments, costs)
    guard pool.siteCount > 0 else { throw FaultSpaceError.empty }
  }

  /// Flash, SRAM and the core's registers of a device that is not further described.
  public static let plainRegions = [
    MemoryRegion(name: "flash"), MemoryRegion(name: "sram"), MemoryRegion(name: "core"),
    MemoryRegion(name: "flash"),
  ]

  private static func pool(
    _ name: String, _ indices: [Int], bit: Int?, _ segments: [SiteSegment], _ costs: [Int]
  ) -> SitePool {
    SitePool(
      name: name,
      indices.map { index in
        let segment = segments[index]
        var weight: UInt64 = 0
        switch segment.kind {
        case .arena, .derivedPairs: weight = segment.step.map { UInt64(costs[$0]) } ?? 0
        case .file, .register, .units: break
        }
        return SitePool.Part(
          segment: index, bit: bit,
          siteCount: bit == nil ? segment.siteCount : segment.elementCount, weight: weight)
      })
  }

  /// The space divided; every site is in exactly one stratum.
  public func strata(by stratification: Stratification) -> [SitePool] {
    switch stratification {
    case .layer:
      let layers = Set(segments.map { $0.operatorIndex ?? -1 }).sorted()
      return layers.map { layer in
        Self.pool(
          layer < 0 ? "no layer" : "layer \(layer)",
          segments.indices.filter { (segments[$0].operatorIndex ?? -1) == layer }, bit: nil, segments, costs)
      }
    case .region:
      return Set(regions.map(\.name)).sorted().compactMap { name in
        let members = segments.indices.filter { regions[segments[$0].region].name == name }
        return members.isEmpty ? nil : Self.pool(name, members, bit: nil, segments, costs)
      }
    case .bit:
      let bits = segments.map(\.bitsPerElement).max() ?? 0
      return (0..<bits).map { bit in
        Self.pool(
          "bit \(bit)", segments.indices.filter { segments[$0].bitsPerElement > bit }, bit: bit, segments,
          costs)
      }
    }
  }

  /// Sites of equal chance: those of one step, and those that are there all the time.
  func chanceGroups() -> [(pool: SitePool, segments: [Int])] {
    func key(_ segment: SiteSegment) -> Int {
      switch segment.kind {
      case .arena, .derivedPairs: segment.step ?? -1
      case .file, .register, .units: -1
      }
    }
    return Set(segments.map(key)).sorted().map { step in
      let members = segments.indices.filter { key(segments[$0]) == step }
      let name = step < 0 ? "permanent" : "step \(step)"
      return (Self.pool(name, members, bit: nil, segments, costs), members)
    }
  }

  /// What an engine executes for a site; `random` decides what the site leaves open.
  public func fault(at site: FaultSite, _ random: inout TrialRandom) -> Fault {
    let segment = segments[site.segment]
    switch segment.kind {
    case .register(let register):
      let operatorIndex = segment.operatorIndex ?? 0
      let (copy, iteration) =
        repeated[operatorIndex]?.place(ofIteration: site.element, register) ?? (0, site.element)
      let fault = Fault.register(
        RegisterFault(operatorIndex: operatorIndex, register: register, bit: site.bit, iteration: iteration))
      return copy == 0 ? fault : .replicated(copy: copy, fault)
    case .units:
      let operatorIndex = segment.operatorIndex ?? 0
      let (copy, channel) = repeated[operatorIndex]?.place(ofUnit: site.element) ?? (0, site.element)
      let fault = Fault.byzantine(operatorIndex: operatorIndex, channel: channel, key: random.next())
      return copy == 0 ? fault : .replicated(copy: copy, fault)
    case .derivedPairs:
      return .derivedPair(
        operatorIndex: segment.operatorIndex ?? 0, channel: site.element / 2,
        isShift: site.element % 2 == 1, bit: site.bit)
    case .file(let step):
      return .memory(changes(segment, site, step, inFile: true, &random))
    case .arena(let step):
      return .memory(changes(segment, site, step, inFile: false, &random))
    }
  }

  /// Byte of file or arena that a site lies in.
  func byte(of site: FaultSite) -> Int {
    let segment = segments[site.segment]
    return segment.firstByte + site.element * segment.elementBytes + site.bit / 8
  }

  private func changes(
    _ segment: SiteSegment, _ site: FaultSite, _ step: Int, inFile: Bool, _ random: inout TrialRandom
  ) -> [MemoryFault] {
    let byte = byte(of: site)
    let change: MemoryFault.Change =
      switch model {
      case .stuckAt0: .stuckAt0
      case .stuckAt1: .stuckAt1
      case .seu, .mbu, .byzantine: .flip
      }
    guard model == .mbu else {
      return [
        MemoryFault(place: inFile ? .file(byte) : .arena(byte), bit: site.bit % 8, change: change, step: step)
      ]
    }
    let region = regions[segment.region]
    let total = region.clusterSizes.reduce(0) { $0 + $1.weight }
    var ticket = random.below(total)
    let size =
      region.clusterSizes.first {
        ticket -= $0.weight
        return ticket < 0
      }?.bits ?? 1
    return memory.cluster(at: byte, bit: site.bit % 8, inFile: inFile, size: size).compactMap { cell in
      guard !cell.inFile else {
        return MemoryFault(place: .file(cell.byte), bit: cell.bit, change: .flip, step: step)
      }
      // Each byte follows the rule for what lies in it.
      let acts = segment.step.flatMap { during in
        map.arenaEntry(of: cell.byte, step: during).map { entry in
          entry.owner.tensorIndex != nil && entry.owner.kind != .state
            ? map.strike(on: entry, during: during).acts : during
        }
      }
      return MemoryFault(place: .arena(cell.byte), bit: cell.bit, change: .flip, step: acts ?? step)
    }
  }

  /// The output channel that a site belongs to; nil for what belongs to none.
  func unit(of site: FaultSite) -> Int? { place(of: site).unit }

  /// The unit that a site belongs to, nil for none, and which of its copies or computations it strikes.
  func place(of site: FaultSite) -> (unit: Int?, copy: Int) {
    let segment = segments[site.segment]
    let repeated = segment.operatorIndex.flatMap { self.repeated[$0] }
    switch segment.kind {
    case .register(let register):
      if let repeated {
        let (copy, iteration) = repeated.place(ofIteration: site.element, register)
        return (repeated.unit(ofIteration: iteration, register), copy)
      }
      guard let nest = segment.operatorIndex.flatMap({ loopNests[$0] }) else { return (nil, 0) }
      let element = register.isPerElement ? site.element : nest.position(site.element).element
      return (element % nest.channels, 0)
    case .units:
      let place = repeated?.place(ofUnit: site.element)
      return (place?.channel ?? site.element, place?.copy ?? 0)
    case .file, .arena, .derivedPairs:
      let byte = segment.ownerOffset + site.element * segment.elementBytes + site.bit / 8
      return (segment.owner?.unit(atByte: byte), segment.owner?.copy ?? 0)
    }
  }
}
