/// Takes trials one after the other and keeps only what a report shows.
public struct TrialTally: Sendable {
  private let design: SamplingDesign
  private let confidence: Double
  private var counts = OutcomeCounts()
  private var liveCounts = OutcomeCounts()
  private var tables: [CampaignTable]
  private var convergence: Convergence

  public init(design: SamplingDesign, confidence: Double = 0.95) {
    self.design = design
    self.confidence = confidence
    tables = Grouping.allCases.map { CampaignTable(by: $0, design: design, confidence: confidence) }
    convergence = Convergence(confidence: confidence)
  }

  /// - Parameter times: Trials that are alike.
  public mutating func add(_ row: TrialRow, times: Int = 1) {
    counts.add(row.outcome, times: times)
    if row.simulated { liveCounts.add(row.outcome, times: times) }
    convergence.add(row.outcome, times: times)
    for index in tables.indices { tables[index].add(row, times: times) }
  }

  /// - Parameter sdc: The rate of the whole where counts alone do not give it, as for a stratified sample.
  public func report(
    name: String, sdc: RateEstimate? = nil, manifest: [CampaignReport.Fact] = [],
    summary: [CampaignReport.Fact] = [], isComplete: Bool = true
  ) -> CampaignReport {
    func rate(_ counts: OutcomeCounts) -> RateEstimate? {
      // A stratified sample's plain share is no estimate of the population's rate.
      if case .stratified = design { return nil }
      return RateEstimate(
        events: counts.silentCorruptions, trials: counts.injections, confidence: confidence,
        isExhaustive: design == .exhaustive)
    }
    // The running share of all trials means something only where each was drawn from the whole.
    return CampaignReport(
      name: name, counts: counts, liveCounts: liveCounts, design: design, confidence: confidence,
      sdc: sdc ?? rate(counts), liveSDC: rate(liveCounts), tables: tables,
      convergence: design == .simple ? convergence.points : [], manifest: manifest, summary: summary,
      isComplete: isComplete)
  }
}
