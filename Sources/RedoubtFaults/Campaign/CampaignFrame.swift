/// What the summary of a campaign needs besides its trials.
public struct CampaignFrame: Hashable, Codable, Sendable {
  /// A part of the population whose trials are counted by themselves.
  public struct Part: Hashable, Codable, Sendable {
    /// What its sites have in common: "layer 3", "bit 7", "step 2".
    public let name: String
    /// Number of sites in the part.
    public let sites: Int
    /// Share of the population.
    public let share: Double
  }

  /// Number of sites in the whole space.
  public let sites: Int
  /// Trials of the whole campaign; for a sequential one, the most that it may make.
  public let trials: Int
  /// Strata; or, where all sites are taken and differ in their chance, the groups of equal chance; else none.
  public let parts: [Part]
  /// Inputs decided right without a fault; nil without labels.
  public let correctInputs: Int?

  init(_ plan: TrialPlan, parts: [SitePool], correctInputs: Int?) {
    let pool = plan.space.pool
    sites = pool.siteCount
    trials = plan.trialCount
    self.parts = parts.map { Part(name: $0.name, sites: $0.siteCount, share: $0.share(of: pool)) }
    self.correctInputs = correctInputs
  }

  /// Trials of a shard.
  func trials(of shard: CampaignManifest.Shard) -> Range<Int> {
    trials * (shard.index - 1) / shard.count..<trials * shard.index / shard.count
  }
}
