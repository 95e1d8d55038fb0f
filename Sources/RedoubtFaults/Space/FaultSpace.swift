import RedoubtBoards
import RedoubtCore
import RedoubtHost

/// Every site that faults of one kind can strike in a deployed network.
public struct FaultSpace: Sendable {
  public let model: FaultModel
  /// In the order of the options' list.
  public let targets: [FaultTarget]
  public let regions: [MemoryRegion]
  public let segments: [SiteSegment]
  /// All sites.
  public let pool: SitePool
  public let stepCount: Int
  private let map: MemoryMap
  /// Loop nests of the operators whose registers are struck.
  private let loopNests: [Int: LoopNest]
  /// Cost of each step, by which strikes on RAM choose their step.
  private let costs: [Int]

  /// Index of the regions that hold buffer contents, the arena, the registers, and the rest of the file.
  public static let bufferRegion = 0
  public static let arenaRegion = 1
  public static let coreRegion = 2
  public static let tableRegion = 3

  /// The region of a byte of the file.
  static func region(of owner: MemoryOwner) -> Int {
    switch owner.kind {
    case .weights, .biases, .constant: bufferRegion
    case .scale, .zeroPoint, .structure, .padding: tableRegion
    case .tensor, .state, .scratch: arenaRegion
    }
  }

  /// - Parameters:
  ///   - targets: What may be struck; each at most once.
  ///   - regions: Those that hold buffer contents, the arena, the registers, and the rest of the file, in this order;
  ///     one region may stand twice.
  /// - Throws: `FaultSpaceError`, `ModelError`.
  public init(
    _ interpreter: HostInterpreter, map: MemoryMap, targets: [FaultTarget], model: FaultModel = .seu,
    regions: [MemoryRegion] = Self.plainRegions
  ) throws {
    precondition(regions.count == 4, "regions for buffers, arena, registers and tables")
    let costs = try OperatorCost.list(interpreter)
    var builder = SpaceBuilder(map: map, model: model, targets: Set(targets))
    try builder.build(interpreter)
    for target in targets where !builder.segments.contains(where: { $0.target == target }) {
      throw FaultSpaceError.noSites(target)
    }
    self.model = model
    self.targets = targets
    self.regions = regions
    self.costs = costs
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
      return .register(
        RegisterFault(
          operatorIndex: segment.operatorIndex ?? 0, register: register, bit: site.bit,
          iteration: site.element))
    case .units:
      return .byzantine(
        operatorIndex: segment.operatorIndex ?? 0, channel: site.element, key: random.next())
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

  /// The output channel that a site belongs to; nil for what belongs to none.
  func unit(of site: FaultSite) -> Int? {
    let segment = segments[site.segment]
    switch segment.kind {
    case .units: return site.element
    case .register(let register):
      guard let nest = segment.operatorIndex.flatMap({ loopNests[$0] }) else { return nil }
      let element = register.isPerElement ? site.element : nest.position(site.element).element
      return element % nest.channels
    case .file, .arena, .derivedPairs:
      return segment.owner?.unit(
        atByte: segment.ownerOffset + site.element * segment.elementBytes + site.bit / 8)
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
    let bytes = inFile ? map.file.last?.range.upperBound ?? 0 : map.arenaBytes
    let cells = region.cluster(at: 8 * byte + site.bit % 8, size: size, regionBits: 8 * bytes)
    return cells.compactMap { cell in
      let byte = cell / 8
      guard inFile else {
        // Each byte follows the rule for what lies in it.
        let owner = segment.step.flatMap { map.arenaEntry(of: byte, step: $0) }
        let acts = owner.flatMap { entry in
          segment.step.map { entry.owner.kind == .tensor ? map.strike(on: entry, during: $0).acts : $0 }
        }
        return MemoryFault(place: .arena(byte), bit: cell % 8, change: .flip, step: acts ?? step)
      }
      // Neighbours in the file that the board keeps in another memory are not neighbours there.
      let other = regions[Self.region(of: map.fileEntry(of: byte).owner)]
      guard other.name == region.name else { return nil }
      return MemoryFault(place: .file(byte), bit: cell % 8, change: .flip, step: step)
    }
  }
}
