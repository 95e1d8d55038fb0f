/// What is shown of one campaign.
public struct CampaignReport: Sendable {
  /// One line of the provenance.
  public struct Fact: Hashable, Sendable {
    public let key, value: String

    public init(_ key: String, _ value: String) {
      self.key = key
      self.value = value
    }
  }

  /// Usually the folder's name.
  public let name: String
  public let counts: OutcomeCounts
  public let liveCounts: OutcomeCounts
  public let design: SamplingDesign
  public let confidence: Double
  /// Rate of silent corruption over all sites; nil without trials.
  public let sdc: RateEstimate?
  /// The same over live sites.
  public let liveSDC: RateEstimate?
  /// By layer and bit, layer, bit, region, target, unit and class.
  public let tables: [CampaignTable]
  public let convergence: [ConvergencePoint]
  /// What determines the campaign, and what came out of it as a whole.
  public let manifest: [Fact]
  public let summary: [Fact]
  /// False where trials are still to be made.
  public let isComplete: Bool

  public init(
    name: String, counts: OutcomeCounts, liveCounts: OutcomeCounts, design: SamplingDesign,
    confidence: Double = 0.95, sdc: RateEstimate?, liveSDC: RateEstimate?, tables: [CampaignTable],
    convergence: [ConvergencePoint], manifest: [Fact] = [], summary: [Fact] = [], isComplete: Bool = true
  ) {
    self.name = name
    self.counts = counts
    self.liveCounts = liveCounts
    self.design = design
    self.confidence = confidence
    self.sdc = sdc
    self.liveSDC = liveSDC
    self.tables = tables
    self.convergence = convergence
    self.manifest = manifest
    self.summary = summary
    self.isComplete = isComplete
  }

  /// A value of the manifest by its path: "model.digest".
  public func fact(_ key: String) -> String? { manifest.first { $0.key == key }?.value }

  /// The table of one grouping.
  public func table(by grouping: Grouping) -> CampaignTable? { tables.first { $0.grouping == grouping } }
}
