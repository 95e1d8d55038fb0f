/// Takes trials one after the other and keeps only what a report shows.
public struct TrialTally: Sendable {
  let design: SamplingDesign
  private let confidence: Double
  private var counts = OutcomeCounts()
  private var liveCounts = OutcomeCounts()
  private var tables: [CampaignTable]
  private var convergence: Convergence

  /// A tally without trials.
  ///
  /// - Parameters:
  ///   - design: How trials were drawn; decides how rates are estimated.
  ///   - confidence: Of the intervals, 0 … 1.
  public init(design: SamplingDesign, confidence: Double = 0.95) {
    self.design = design
    self.confidence = confidence
    tables = Grouping.allCases.map { CampaignTable(by: $0, design: design, confidence: confidence) }
    convergence = Convergence(confidence: confidence, isSequential: design == .sequential)
  }

  /// Counts one trial.
  public mutating func add(_ row: TrialRow) {
    counts.add(row.outcome)
    if row.simulated { liveCounts.add(row.outcome) }
    convergence.add(row.outcome)
    for index in tables.indices { tables[index].add(row) }
  }

  /// - Parameter sdc: The rate of the whole where counts alone do not give it, as for a stratified sample.
  public func report(
    name: String, sdc: RateEstimate? = nil, manifest: [CampaignReport.Fact] = [],
    summary: [CampaignReport.Fact] = [], isComplete: Bool = true
  ) -> CampaignReport {
    func rate(_ counts: OutcomeCounts) -> RateEstimate? {
      let (events, trials) = (counts.silentCorruptions, counts.injections)
      switch design {
      case .simple: return RateEstimate(events: events, trials: trials, confidence: confidence)
      case .exhaustive:
        return RateEstimate(events: events, trials: trials, confidence: confidence, isExhaustive: true)
      case .allInputs(let count):
        return RateEstimate(events: events, trials: trials, alikeTrials: count, confidence: confidence)
      case .sequential:
        var sequence = ConfidenceSequence(confidence: confidence)
        sequence.add(trials: trials, events: events)
        return trials > 0 ? sequence.estimate : nil
      // A stratified sample's plain share is no estimate of the population's rate.
      case .stratified: return nil
      }
    }
    // The running share of all trials means something only where each was drawn from the whole.
    return CampaignReport(
      name: name, counts: counts, liveCounts: liveCounts, design: design, confidence: confidence,
      sdc: sdc ?? rate(counts), liveSDC: rate(liveCounts), tables: tables,
      convergence: design == .simple || design == .sequential ? convergence.points : [], manifest: manifest,
      summary: summary,
      isComplete: isComplete)
  }
}
