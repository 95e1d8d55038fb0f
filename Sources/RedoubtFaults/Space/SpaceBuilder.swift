import RedoubtBoards
import RedoubtCore
import RedoubtHost

/// Divides the bytes of a memory map, and the registers, into segments of sites.
struct SpaceBuilder {
  private let map: MemoryMap
  private let model: FaultModel
  private let targets: Set<FaultTarget>
  private let repeated: [Int: RepeatedUnits]
  private(set) var segments: [SiteSegment] = []
  /// Of the operators whose registers are struck, by step.
  private(set) var loopNests: [Int: LoopNest] = [:]

  init(map: MemoryMap, model: FaultModel, targets: Set<FaultTarget>, repeated: [Int: RepeatedUnits]) {
    self.map = map
    self.repeated = repeated
    self.model = model
    self.targets = targets
  }

  mutating func build(_ interpreter: HostInterpreter) throws {
    if model == .byzantine {
      for target in targets.sorted(by: { $0.rawValue < $1.rawValue }) where target != .activations {
        throw FaultSpaceError.notApplicable(model, target)
      }
      return try units(interpreter)
    }
    if targets.contains(.registers), model != .seu {
      throw FaultSpaceError.notApplicable(model, .registers)
    }
    for entry in map.file { file(entry) }
    if model.isPermanent { permanentArena() } else { transientArena() }
    if let layout = map.hardening { replicas(layout) }
    if targets.contains(.registers) { try registers(interpreter) }
  }

  // MARK: The file

  private mutating func file(_ entry: MemoryMap.Entry) {
    let readLater = entry.steps != nil
    func add(_ target: FaultTarget, _ step: Int, isLive: Bool) {
      segments.append(
        SiteSegment(
          target, .file(step: step), region: FaultSpace.region(of: entry, map), bytes: entry.range,
          isLive: isLive, owner: entry.owner))
    }
    switch entry.owner.kind {
    case .weights: if targets.contains(.weights) { add(.weights, 0, isLive: readLater) }
    case .biases: if targets.contains(.biases) { add(.biases, 0, isLive: readLater) }
    case .constant: if targets.contains(.constants) { add(.constants, 0, isLive: readLater) }
    case .scale, .zeroPoint, .structure, .padding:
      let isQuantisation = entry.owner.kind == .scale || entry.owner.kind == .zeroPoint
      let readAtAll = entry.isReadAtInitialisation || readLater
      let later: FaultTarget = isQuantisation && targets.contains(.quantisation) ? .quantisation : .metadata
      // A stuck bit is there from the start: there is no second time to strike.
      if model.isPermanent {
        if targets.contains(later) { add(later, MemoryFault.beforeInitialisation, isLive: readAtAll) }
        return
      }
      if targets.contains(.metadata) { add(.metadata, MemoryFault.beforeInitialisation, isLive: readAtAll) }
      if targets.contains(later) { add(later, 0, isLive: readLater) }
    case .pair: if targets.contains(.quantisation) { add(.quantisation, 0, isLive: readLater) }
    case .replica: if targets.contains(.replicas) { add(.replicas, 0, isLive: readLater) }
    case .tensor, .state, .scratch, .voter: break
    }
  }

  // MARK: Behind the arena

  /// Activation banks, and the voters' words.
  private mutating func replicas(_ layout: HardenedLayout) {
    for (i, bank) in layout.activationBanks.enumerated() where targets.contains(.replicas) {
      let region = FaultSpace.activationBankRegions.lowerBound + i
      let planes = map.replicas.filter { bank.contains($0.range.lowerBound) && !$0.range.isEmpty }
      guard !model.isPermanent else {
        permanentPlanes(bank, planes, region)
        continue
      }
      for step in 0..<map.stepCount {
        var end = bank.lowerBound
        for plane in planes where plane.steps?.contains(step) == true {
          deadReplica(end..<max(end, plane.range.lowerBound), step, region)
          end = max(end, plane.range.upperBound)
          let strike = map.strike(on: plane, during: step)
          segments.append(
            SiteSegment(
              .replicas, .arena(step: strike.acts), region: region, bytes: plane.range, step: step,
              isLive: strike.isLive, owner: plane.owner))
        }
        deadReplica(end..<bank.upperBound, step, region)
      }
    }
    guard targets.contains(.voters) else { return }
    for entry in map.replicas where entry.owner.kind == .voter {
      for step in model.isPermanent ? 0..<1 : 0..<map.stepCount {
        segments.append(
          SiteSegment(
            .voters, .arena(step: step), region: FaultSpace.arenaRegion, bytes: entry.range,
            step: model.isPermanent ? nil : step, isLive: entry.steps != nil, owner: entry.owner))
      }
    }
  }

  /// Each byte of a bank once, named by its first owner.
  private mutating func permanentPlanes(_ bank: Range<Int>, _ planes: [MemoryMap.Entry], _ region: Int) {
    var end = bank.lowerBound
    for plane in planes where plane.range.upperBound > end {
      deadReplica(end..<max(end, plane.range.lowerBound), nil, region)
      let start = max(end, plane.range.lowerBound)
      segments.append(
        SiteSegment(
          .replicas, .arena(step: 0), region: region, bytes: start..<plane.range.upperBound,
          isLive: plane.steps != nil, owner: plane.owner, ownerOffset: start - plane.range.lowerBound))
      end = plane.range.upperBound
    }
    deadReplica(end..<bank.upperBound, nil, region)
  }

  private mutating func deadReplica(_ bytes: Range<Int>, _ step: Int?, _ region: Int) {
    guard !bytes.isEmpty else { return }
    segments.append(
      SiteSegment(
        .replicas, .arena(step: step ?? 0), region: region, bytes: bytes, step: step, isLive: false,
        owner: MemoryOwner(
          .padding, detail: "no live data", copy: region - FaultSpace.activationBankRegions.lowerBound + 1),
        operatorIndex: step))
  }

  // MARK: The arena

  /// Where the last tensor or scratch memory ends.
  private var areaEnd: Int { map.arena.reduce(map.tensorAreaStart) { max($0, $1.range.upperBound) } }

  private mutating func transientArena() {
    for step in 0..<map.stepCount {
      if targets.contains(.metadata) {
        for entry in map.arena where entry.owner.kind == .state {
          let isLive = entry.steps?.contains(step) == true
          add(.metadata, .arena(step: step), entry, entry.range, step, isLive: isLive)
        }
      }
      let alive = map.arena.filter {
        ($0.owner.kind == .tensor || $0.owner.kind == .scratch) && $0.steps?.contains(step) == true
      }
      var end = map.tensorAreaStart
      for entry in alive {
        dead(end..<max(end, entry.range.lowerBound), step)
        end = max(end, entry.range.upperBound)
        if entry.owner.kind == .tensor {
          tensor(entry, step)
        } else if targets.contains(.quantisation) {
          add(.quantisation, .derivedPairs, entry, entry.range, step, isLive: true)
        }
      }
      dead(end..<areaEnd, step)
    }
  }

  private mutating func tensor(_ entry: MemoryMap.Entry, _ step: Int) {
    guard targets.contains(.activations) else { return }
    let strike = map.strike(on: entry, during: step)
    add(.activations, .arena(step: strike.acts), entry, entry.range, step, isLive: strike.isLive)
  }

  private mutating func dead(_ bytes: Range<Int>, _ step: Int) {
    guard !bytes.isEmpty, targets.contains(.activations) else { return }
    segments.append(
      SiteSegment(
        .activations, .arena(step: step), region: FaultSpace.arenaRegion, bytes: bytes, step: step,
        isLive: false, owner: MemoryOwner(.padding, detail: "no live data"), operatorIndex: step))
  }

  private mutating func add(
    _ target: FaultTarget, _ kind: SiteSegment.Kind, _ entry: MemoryMap.Entry, _ bytes: Range<Int>,
    _ step: Int?, isLive: Bool
  ) {
    segments.append(
      SiteSegment(
        target, kind, region: FaultSpace.arenaRegion, bytes: bytes, step: step, isLive: isLive,
        owner: entry.owner, ownerOffset: bytes.lowerBound - entry.range.lowerBound))
  }

  /// Each byte once, whoever owns it over time: the first owner names it.
  private mutating func permanentArena() {
    if targets.contains(.metadata) {
      for entry in map.arena where entry.owner.kind == .state {
        add(.metadata, .arena(step: 0), entry, entry.range, nil, isLive: entry.steps != nil)
      }
    }
    guard targets.contains(.activations) || targets.contains(.quantisation) else { return }
    let owners = map.arena.filter { $0.owner.kind == .tensor || $0.owner.kind == .scratch }
    var cuts = Set([map.tensorAreaStart, areaEnd])
    for entry in owners { cuts.formUnion([entry.range.lowerBound, entry.range.upperBound]) }
    let ordered = cuts.sorted()
    for (start, end) in zip(ordered, ordered.dropFirst()) {
      let holders = owners.filter { $0.range.contains(start) }
      let tensor = holders.first { $0.owner.kind == .tensor }
      // A stuck bit in what is only ever scratch memory is rewritten before it is used in this model.
      guard let holder = tensor ?? holders.first else {
        if targets.contains(.activations) {
          segments.append(
            SiteSegment(
              .activations, .arena(step: 0), region: FaultSpace.arenaRegion, bytes: start..<end,
              isLive: false, owner: MemoryOwner(.padding, detail: "no live data")))
        }
        continue
      }
      let target: FaultTarget = tensor == nil ? .quantisation : .activations
      guard targets.contains(target) else { continue }
      add(target, .arena(step: 0), holder, start..<end, nil, isLive: tensor != nil)
    }
  }

  // MARK: Registers and units

  private mutating func registers(_ interpreter: HostInterpreter) throws {
    let model = try interpreter.readModel()
    for step in 0..<map.stepCount {
      guard let nest = try LoopNest(try Node(model, step)) else { continue }
      loopNests[step] = nest
      for register in VirtualRegister.allCases {
        segments.append(
          SiteSegment(
            register: register, operatorIndex: step,
            iterations: repeated[step]?.iterations(register)
              ?? (register.isPerElement ? nest.elementCount : nest.iterationCount),
            region: FaultSpace.coreRegion))
      }
    }
  }

  private mutating func units(_ interpreter: HostInterpreter) throws {
    let model = try interpreter.readModel()
    for step in 0..<map.stepCount {
      guard let nest = try LoopNest(try Node(model, step)) else { continue }
      segments.append(
        SiteSegment(
          unitsOf: step, count: repeated[step]?.units ?? nest.channels, region: FaultSpace.arenaRegion))
    }
  }
}
