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
  /// Bits of the regions that hold file and arena.
  public let fileBits, arenaBits: Int
  /// Cost of each step, by which strikes on RAM choose their step.
  private let costs: [Int]

  /// Index of the regions that hold the file, the arena and the registers.
  public static let fileRegion = 0
  public static let arenaRegion = 1
  public static let coreRegion = 2

  /// - Parameters:
  ///   - targets: What may be struck; each at most once.
  ///   - regions: Those that hold the file, the arena and the registers, in this order.
  /// - Throws: `FaultSpaceError`, `ModelError`.
  public init(
    _ interpreter: HostInterpreter, map: MemoryMap, targets: [FaultTarget], model: FaultModel = .seu,
    regions: [MemoryRegion] = Self.plainRegions
  ) throws {
    precondition(regions.count == 3, "regions for file, arena and registers")
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
    segments = builder.segments
    stepCount = map.stepCount
    fileBits = 8 * (map.file.last?.range.upperBound ?? 0)
    arenaBits = 8 * map.arenaBytes
    pool = Self.pool("all", Array(builder.segments.indices), bit: nil, builder.segments, costs)
    guard pool.siteCount > 0 else { throw FaultSpaceError.empty }
  }

  /// Flash, SRAM and the core's registers of a device that is not further described.
  public static let plainRegions = [
    MemoryRegion(name: "flash"), MemoryRegion(name: "sram"), MemoryRegion(name: "core"),
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
      return regions.indices.compactMap { region in
        let members = segments.indices.filter { segments[$0].region == region }
        return members.isEmpty ? nil : Self.pool(regions[region].name, members, bit: nil, segments, costs)
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

  /// Strata by step, for an exhaustive campaign whose sites differ in their chance.
  func strataByWeight() -> [SitePool] {
    let steps = Set(segments.map { $0.step ?? -1 }).sorted()
    return steps.map { step in
      Self.pool(
        step < 0 ? "permanent" : "step \(step)",
        segments.indices.filter { (segments[$0].step ?? -1) == step }, bit: nil, segments, costs)
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
    func one(_ byte: Int, _ bit: Int) -> MemoryFault {
      MemoryFault(place: inFile ? .file(byte) : .arena(byte), bit: bit, change: change, step: step)
    }
    guard model == .mbu else { return [one(byte, site.bit % 8)] }
    let region = regions[segment.region]
    let total = region.clusterSizes.reduce(0) { $0 + $1.weight }
    var ticket = random.below(total)
    let size =
      region.clusterSizes.first {
        ticket -= $0.weight
        return ticket < 0
      }?.bits ?? 1
    let cells = region.cluster(
      at: 8 * byte + site.bit % 8, size: size, regionBits: inFile ? fileBits : arenaBits)
    return cells.map { one($0 / 8, $0 % 8) }
  }
}
