/// What a campaign found. Holds nothing that depends on the machine or on the time.
public struct CampaignSummary: Hashable, Codable, Sendable {
  /// One stratum of a stratified campaign.
  public struct Part: Hashable, Codable, Sendable {
    /// What its sites have in common: "layer 3", "bit 7".
    public let name: String
    /// Number of sites in the stratum.
    public let sites: Int
    /// Share of the population.
    public let share: Double
    /// Trials in the stratum.
    public let injections: Int
    /// Trials with silent corruption.
    public let sdc: Int
    /// Rate of silent corruption; nil without trials.
    public let estimate: RateEstimate?
  }

  /// `population` is `sites` × `inputs`.
  public let sites, inputs, population: Int
  /// `simulated` ran; `maskedByConstruction` could change nothing and did not.
  public let injections, simulated, maskedByConstruction: Int
  /// Trials by outcome; `sdc` is `critical`, `beneficial` and `neutral` together, `tied` is beside the outcomes.
  public let masked, corrected, tolerable, sdc, critical, beneficial, neutral, detected, due, tied: Int
  /// Rate of silent data corruption over all sites.
  public let sdcRate, sdcLow, sdcHigh: Double
  /// The rate over trials that ran.
  public let liveSdcRate, liveSdcLow, liveSdcHigh: Double?
  /// Of the intervals, 0 … 1.
  public let confidence: Double
  /// Where not a single silent corruption was seen: the rate that the sample excludes.
  public let upperBoundWithoutEvents: Double?
  /// How the interval was made.
  public let interval: String
  /// Share of the inputs decided right without a fault, and with one; nil without labels.
  public let goldenAccuracy, faultyAccuracy: Double?
  /// Share of faults with at least one silent corruption over the inputs; for campaigns on all inputs.
  public let faultsWithSdc: Double?
  /// Empty for a sample that was not divided.
  public let strata: [Part]
  /// Strata without a trial.
  public let emptyStrata: [String]
  /// What a merge needs.
  public let frame: CampaignFrame

  init(_ manifest: CampaignManifest, _ frame: CampaignFrame, _ tally: CampaignTally) {
    let counts = tally.counts
    self.frame = frame
    sites = frame.sites
    inputs = manifest.inputs.count
    population = frame.sites * manifest.inputs.count
    injections = counts.injections
    simulated = tally.simulated
    maskedByConstruction = injections - simulated
    masked = counts[.masked]
    corrected = counts[.corrected]
    tolerable = counts[.tolerable]
    sdc = counts.silentCorruptions
    critical = counts[.critical]
    beneficial = counts[.beneficial]
    neutral = counts[.neutral]
    detected = counts[.detected]
    due = counts[.due]
    tied = tally.tied
    confidence = manifest.confidence
    let found = Self.estimate(manifest, frame, tally)
    interval = found.method
    sdcRate = found.estimate?.rate ?? 0
    sdcLow = found.estimate?.low ?? 0
    sdcHigh = found.estimate?.high ?? 1
    emptyStrata = found.empty
    strata = zip(frame.parts, tally.parts).map { part, count in
      Part(
        name: part.name, sites: part.sites, share: part.share, injections: count.injections, sdc: count.sdc,
        estimate: RateEstimate(
          events: count.sdc, trials: count.injections, confidence: manifest.confidence,
          isExhaustive: manifest.exhaustive))
    }
    // Trials that ran are a simple sample of the live sites, unless strata divide them or they share faults.
    let live =
      frame.parts.isEmpty && tally.clusters.isEmpty && !manifest.size.isSequential
      ? RateEstimate(
        events: sdc, trials: simulated, confidence: manifest.confidence, isExhaustive: manifest.exhaustive)
      : nil
    liveSdcRate = live?.rate
    liveSdcLow = live?.low
    liveSdcHigh = live?.high
    upperBoundWithoutEvents =
      sdc == 0 && injections > 0 && found.estimate?.isExact != true
      ? RateEstimate.upperBoundWithoutEvents(
        trials: tally.clusters.isEmpty ? injections : tally.clusters.count, confidence: manifest.confidence)
      : nil
    if let correct = frame.correctInputs, injections > 0 {
      let golden = Double(correct) / Double(manifest.inputs.count)
      goldenAccuracy = golden
      // Trials draw their inputs evenly: what faults change is added to the fault-free accuracy.
      faultyAccuracy = golden + Double(beneficial - critical) / Double(injections)
    } else {
      goldenAccuracy = nil
      faultyAccuracy = nil
    }
    faultsWithSdc =
      tally.clusters.isEmpty
      ? nil
      : Double(tally.clusters.reduce(0) { $0 + ($1.events > 0 ? 1 : 0) }) / Double(tally.clusters.count)
  }

  private static func estimate(
    _ manifest: CampaignManifest, _ frame: CampaignFrame, _ tally: CampaignTally
  ) -> (estimate: RateEstimate?, method: String, empty: [String]) {
    let (events, trials) = (tally.counts.silentCorruptions, tally.counts.injections)
    if manifest.exhaustive, !frame.parts.isEmpty {
      var rate = 0.0
      for (part, found) in zip(frame.parts, tally.parts) where found.injections > 0 {
        rate += part.share * Double(found.sdc) / Double(found.injections)
      }
      let exact = RateEstimate(rate: rate, low: rate, high: rate, isExact: true)
      return (exact, "none: every trial was made, steps weighted by their cycles", [])
    }
    if !frame.parts.isEmpty {
      // Shares as large whole numbers: only their ratios count.
      let strata = zip(frame.parts, tally.parts).map { part, found in
        Stratum(
          name: part.name, population: max(1, Int(part.share * 1e15)), trials: found.injections,
          events: found.sdc)
      }
      let combined = StratifiedEstimate(strata, confidence: manifest.confidence)
      return (
        combined?.estimate, "score interval of the stratified estimate",
        combined?.emptyStrata ?? strata.map(\.name)
      )
    }
    if !tally.clusters.isEmpty {
      return (
        ClusterBootstrap.estimate(tally.clusters, confidence: manifest.confidence, seed: manifest.seed),
        "cluster bootstrap over faults", []
      )
    }
    if manifest.size.isSequential {
      var sequence = ConfidenceSequence(confidence: manifest.confidence)
      sequence.add(trials: trials, events: events)
      return (sequence.estimate, "confidence sequence, valid however often one looks", [])
    }
    return (
      RateEstimate(
        events: events, trials: trials, confidence: manifest.confidence, isExhaustive: manifest.exhaustive),
      manifest.exhaustive ? "none: every trial was made" : "Wilson", []
    )
  }
}

extension CampaignManifest.Size {
  /// Whether the number of trials depends on what they find.
  var isSequential: Bool {
    switch self {
    case .sequential, .relative: true
    case .margin, .count, .exhaustive: false
    }
  }
}
