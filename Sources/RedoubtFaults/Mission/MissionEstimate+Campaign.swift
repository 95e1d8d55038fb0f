import RedoubtBoards

extension MissionEstimate {
  /// Failure rates from a campaign's rates by target, on a board.
  ///
  /// - Parameters:
  ///   - map: Of the campaign's network: how many bytes each target fills.
  ///   - conditions: Place, duty cycle and exposure.
  /// - Returns: Nil for a campaign that is no simple sample of single bit flips, of the whole or of each region, or of which no target fills a memory.
  public init?(
    _ campaign: CampaignReport, map: MemoryMap, board: BoardProfile, conditions: MissionConditions = .init()
  ) {
    guard campaign.design == .simple || campaign.design == .stratified(.region),
      campaign.fact("fault") == FaultModel.seu.rawValue,
      campaign.fact("bitErrorRate") == nil, let rows = campaign.table(by: .target)?.rows
    else { return nil }
    var persistent: [String] = []
    let parts = rows.compactMap { row -> ExposedPart? in
      guard let target = FaultTarget(rawValue: row.group.name),
        let memory = Self.memory(of: target, map, board), let sdc = row.rate(of: .sdc),
        let due = row.rate(of: .due), let detected = row.rate(of: .detected)
      else { return nil }
      if !memory.isTransient { persistent.append(row.group.name) }
      return ExposedPart(
        name: row.group.name, region: memory.region, bytes: memory.bytes,
        persistence: memory.isTransient
          ? .transient(dutyCycle: conditions.dutyCycle)
          : .persistent(exposureHours: conditions.exposureHours), sdc: sdc, due: due, detected: detected)
    }
    guard !parts.isEmpty else { return nil }
    self.init(parts, environment: conditions.environment)
    if !persistent.isEmpty {
      // A sample of single trials cannot tell how many faults have an SDC on at least one input.
      assumptions.append(
        Assumption(
          quantity: "Rates of \(persistent.joined(separator: ", "))",
          value: "per inference with the fault present",
          source: "this campaign; a lower bound of the share of faults that ever corrupt (see --all-inputs)"))
    }
  }

  private static func memory(
    of target: FaultTarget, _ map: MemoryMap, _ board: BoardProfile
  ) -> (region: BoardRegion, bytes: Int, isTransient: Bool)? {
    func inFile(_ kinds: Set<MemoryOwner.Kind>) -> (region: BoardRegion, bytes: Int, isTransient: Bool)? {
      let bytes = map.file.reduce(0) { $0 + (kinds.contains($1.owner.kind) ? $1.range.count : 0) }
      return board.region(named: board.placement.weights).map { ($0, bytes, false) }
    }
    switch target {
    case .weights: return inFile([.weights])
    case .biases: return inFile([.biases])
    case .constants: return inFile([.constant])
    case .activations:
      return board.region(named: board.placement.arena).map {
        ($0, map.arenaBytes - map.tensorAreaStart, true)
      }
    case .registers: return board.regions.first { $0.kind == .registers }.map { ($0, $0.bytes, true) }
    // These lie in flash and in RAM at once, or are what protects the others.
    case .quantisation, .metadata, .replicas, .voters: return nil
    }
  }
}
