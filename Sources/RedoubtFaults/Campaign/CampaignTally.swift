/// Counts over the trials of a campaign, in the order of their numbers.
struct CampaignTally {
  private let plan: TrialPlan
  private let isClustered: Bool
  private(set) var counts = OutcomeCounts()
  private(set) var simulated = 0
  private(set) var tied = 0
  /// Outcomes, and how many trials ran, per stratum; one where the sample is simple.
  private(set) var strata: [OutcomeCounts]
  /// For an exhaustive campaign whose sites differ in their chance: outcomes per group of equal chance.
  private(set) var weighted: [OutcomeCounts] = []
  private var weightedIndex: [Int: Int] = [:]
  /// Events of each fault that ran on all inputs, and trials.
  private(set) var clusters: [ClusterBootstrap.Cluster] = []
  private var cluster = (events: 0, trials: 0)
  private let groupOfSegment: [Int]
  private let isWeighted: Bool

  init(_ plan: TrialPlan, _ manifest: CampaignManifest) {
    self.plan = plan
    isClustered = manifest.allInputs && manifest.size != .exhaustive
    strata = Array(repeating: OutcomeCounts(), count: plan.stratumStarts.count - 1)
    isWeighted = manifest.size == .exhaustive && plan.space.pool.isWeighted
    let steps = Set(plan.space.segments.map { $0.step ?? -1 }).sorted()
    groupOfSegment = plan.space.segments.map { segment in steps.firstIndex(of: segment.step ?? -1)! }
    if isWeighted { weighted = Array(repeating: OutcomeCounts(), count: steps.count) }
  }

  mutating func add(_ number: Int, _ result: TrialResult) {
    counts.add(result.outcome)
    if result.isSimulated { simulated += 1 }
    if result.isTied { tied += 1 }
    if strata.count > 1 { strata[plan.stratum(of: number)].add(result.outcome) }
    if isWeighted, let site = plan.trial(number).site { weighted[groupOfSegment[site.segment]].add(result.outcome) }
    guard isClustered else { return }
    cluster.events += result.outcome.isSilentCorruption ? 1 : 0
    cluster.trials += 1
    if number % plan.inputCount == plan.inputCount - 1 {
      clusters.append(ClusterBootstrap.Cluster(events: cluster.events, trials: cluster.trials))
      cluster = (0, 0)
    }
  }
}
