/// What a campaign found. Holds nothing that depends on the machine or on the time.
public struct CampaignSummary: Hashable, Codable, Sendable {
  /// One stratum of a stratified campaign.
  public struct Part: Hashable, Codable, Sendable {
    public let name: String
    public let sites: Int
    /// Share of the population.
    public let share: Double
    public let injections: Int
    public let sdc: Int
    public let estimate: RateEstimate?
  }

  public let sites, inputs, population: Int
  public let injections, simulated, maskedByConstruction: Int
  public let masked, corrected, tolerable, sdc, critical, beneficial, neutral, detected, due, tied: Int
  /// Rate of silent data corruption over all sites.
  public let sdcRate, sdcLow, sdcHigh: Double
  /// The rate over trials that ran.
  public let liveSdcRate, liveSdcLow, liveSdcHigh: Double?
  public let confidence: Double
  /// Where not a single silent corruption was seen: the rate that the sample excludes.
  public let upperBoundWithoutEvents: Double?
  /// How the interval was made.
  public let interval: String
  /// Inputs decided right without a fault, and the share of the trials' inputs decided right with one; nil without labels.
  public let goldenAccuracy, faultyAccuracy: Double?
  /// Share of faults with at least one silent corruption over the inputs; for campaigns on all inputs.
  public let faultsWithSdc: Double?
  public let strata: [Part]
  /// Strata without a trial.
  public let emptyStrata: [String]
  /// True where all trials of the whole campaign are in: false for a shard.
  public let isWhole: Bool

  init(
    _ manifest: CampaignManifest, _ plan: TrialPlan, _ tally: CampaignTally, classifier: OutcomeClassifier
  ) {
    let pool = plan.space.pool
    let counts = tally.counts
    let isExhaustive = manifest.size == .exhaustive && manifest.shard == .whole
    sites = pool.siteCount
    inputs = manifest.inputs.count
    population = pool.siteCount * manifest.inputs.count
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
    isWhole = manifest.shard == .whole
    let scale = 1e15
    var parts: [Part] = []
    var empty: [String] = []
    var estimate: RateEstimate?
    if isExhaustive, !tally.weighted.isEmpty {
      let groups = plan.space.strataByWeight()
      var rate = 0.0
      for (group, found) in zip(groups, tally.weighted) where found.injections > 0 {
        rate += group.share(of: pool) * Double(found.silentCorruptions) / Double(found.injections)
      }
      estimate = RateEstimate(rate: rate, low: rate, high: rate, isExact: true)
      interval = "none: every trial was made, steps weighted by their cycles"
    } else if !plan.strata.isEmpty {
      var list: [Stratum] = []
      for (stratum, found) in zip(plan.strata, tally.strata) {
        let share = stratum.share(of: pool)
        list.append(
          Stratum(
            name: stratum.name, population: max(1, Int(share * scale)), trials: found.injections,
            events: found.silentCorruptions))
        parts.append(
          Part(
            name: stratum.name, sites: stratum.siteCount, share: share, injections: found.injections,
            sdc: found.silentCorruptions,
            estimate: RateEstimate(
              events: found.silentCorruptions, trials: found.injections, confidence: manifest.confidence)))
      }
      let combined = StratifiedEstimate(list, confidence: manifest.confidence)
      empty = combined?.emptyStrata ?? list.map(\.name)
      estimate = combined?.estimate
      interval = "score interval of the stratified estimate"
    } else if manifest.allInputs, !isExhaustive {
      estimate = ClusterBootstrap.estimate(
        tally.clusters, confidence: manifest.confidence, seed: manifest.seed)
      interval = "cluster bootstrap over faults"
    } else if manifest.size.isSequential {
      var sequence = ConfidenceSequence(confidence: manifest.confidence)
      sequence.add(trials: counts.injections, events: counts.silentCorruptions)
      estimate = sequence.estimate
      interval = "confidence sequence, valid however often one looks"
    } else {
      estimate = RateEstimate(
        events: counts.silentCorruptions, trials: counts.injections, confidence: manifest.confidence,
        isExhaustive: isExhaustive)
      interval = isExhaustive ? "none: every trial was made" : "Wilson"
    }
    sdcRate = estimate?.rate ?? 0
    sdcLow = estimate?.low ?? 0
    sdcHigh = estimate?.high ?? 1
    // Over what ran the trials are a simple sample of the live sites, unless strata divide them.
    let live = parts.isEmpty && tally.weighted.isEmpty && !manifest.allInputs
      ? RateEstimate(
        events: counts.silentCorruptions, trials: tally.simulated, confidence: manifest.confidence,
        isExhaustive: isExhaustive) : nil
    liveSdcRate = live?.rate
    liveSdcLow = live?.low
    liveSdcHigh = live?.high
    upperBoundWithoutEvents =
      sdc == 0 && injections > 0 && estimate?.isExact != true
      ? RateEstimate.upperBoundWithoutEvents(trials: injections, confidence: manifest.confidence) : nil
    if let correct = classifier.correctInputs, injections > 0 {
      let golden = Double(correct) / Double(manifest.inputs.count)
      goldenAccuracy = golden
      // Trials draw their inputs evenly: what a fault changes is added to the fault-free accuracy.
      faultyAccuracy = golden + Double(beneficial - critical) / Double(injections)
    } else {
      goldenAccuracy = nil
      faultyAccuracy = nil
    }
    faultsWithSdc =
      tally.clusters.isEmpty
      ? nil
      : Double(tally.clusters.reduce(0) { $0 + ($1.events > 0 ? 1 : 0) }) / Double(tally.clusters.count)
    strata = parts
    emptyStrata = empty
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
