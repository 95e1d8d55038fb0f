/// What is shown of one campaign.
public struct CampaignReport: Sendable {
  /// One line of the provenance.
  public struct Fact: Hashable, Sendable {
    /// Path of the key in the JSON file: "model.digest"; the value as text.
    public let key, value: String

    public init(_ key: String, _ value: String) {
      self.key = key
      self.value = value
    }
  }

  /// Usually the folder's name.
  public let name: String
  /// Of all trials.
  public let counts: OutcomeCounts
  /// Of the trials at sites that something reads.
  public let liveCounts: OutcomeCounts
  /// How trials were drawn.
  public let design: SamplingDesign
  /// Of the intervals, 0 … 1.
  public let confidence: Double
  /// Rate of silent corruption over all sites; nil without trials.
  public let sdc: RateEstimate?
  /// The same over live sites.
  public let liveSDC: RateEstimate?
  /// By layer and bit, layer, bit, region, target, unit and class.
  public let tables: [CampaignTable]
  /// The estimate after the first n trials, in ascending n.
  public let convergence: [ConvergencePoint]
  /// What determines the campaign, and what came out of it as a whole.
  public let manifest: [Fact]
  /// Key by key what came out; empty while the campaign is incomplete.
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
