/// Outcomes of trials by group, with rates over all sites and over live ones.
public struct CampaignTable: Sendable {
  /// The trials of one group.
  public struct Row: Sendable {
    /// What the trials of the row have in common.
    public let group: Grouping.Group
    /// All trials.
    public let counts: OutcomeCounts
    /// Trials at live sites: those not masked by construction.
    public let liveCounts: OutcomeCounts
    let confidence: Double
    let design: SamplingDesign

    /// The rate of an event over all sites; nil without trials.
    public func rate(of event: FaultEvent = .sdc) -> RateEstimate? { estimate(event, counts) }

    /// The rate over live sites; nil where none was drawn.
    public func liveRate(of event: FaultEvent = .sdc) -> RateEstimate? { estimate(event, liveCounts) }

    private func estimate(_ event: FaultEvent, _ counts: OutcomeCounts) -> RateEstimate? {
      let events = event.count(counts)
      if case .allInputs(let count) = design {
        return RateEstimate(
          events: events, trials: counts.injections, alikeTrials: count, confidence: confidence)
      }
      return RateEstimate(
        events: events, trials: counts.injections, confidence: confidence, isExhaustive: design == .exhaustive
      )
    }
  }

  /// What rows are told apart by.
  public let grouping: Grouping
  /// How trials were drawn: decides for which rows an estimate holds.
  public let design: SamplingDesign
  /// Of each row's interval by itself.
  public let confidence: Double
  private var counts: [Grouping.Group: (all: OutcomeCounts, live: OutcomeCounts)] = [:]

  /// A table without trials, which `add` fills.
  public init(by grouping: Grouping, design: SamplingDesign, confidence: Double = 0.95) {
    self.grouping = grouping
    self.design = design
    self.confidence = confidence
  }

  /// A table of these trials, which may come in any order.
  public init(
    _ rows: some Sequence<TrialRow>, by grouping: Grouping, design: SamplingDesign, confidence: Double = 0.95
  ) {
    self.init(by: grouping, design: design, confidence: confidence)
    for row in rows { add(row) }
  }

  /// Counts one trial in its row.
  public mutating func add(_ row: TrialRow) {
    let group = grouping.group(of: row)
    counts[group, default: (OutcomeCounts(), OutcomeCounts())].all.add(row.outcome)
    if row.simulated { counts[group]?.live.add(row.outcome) }
  }

  /// One per group that has a trial, in order.
  public var rows: [Row] {
    counts.keys.sorted().compactMap { group in
      counts[group].map {
        Row(
          group: group, counts: $0.all, liveCounts: $0.live, confidence: confidence, design: design)
      }
    }
  }

  /// Whether the sample was made to compare the groups: stratified by them, or complete.
  public var supportsClaims: Bool {
    switch design {
    case .exhaustive: true
    case .stratified(let strata): strata == grouping
    case .simple, .sequential, .allInputs: false
    }
  }

  /// One or two sentences that belong under the table.
  public var note: String {
    if design == .exhaustive { return "Every trial was made: rates are exact, with all sites counted alike." }
    var text =
      supportsClaims
      ? "Stratified by \(grouping.words): each group's interval holds by itself with"
        + " \(Self.percent(confidence)), not all at once."
      : "Descriptive only: the sample was not stratified by \(grouping.words), so the table is no ground for claims"
        + " about single groups."
    if case .allInputs = design {
      text += " Intervals take the trials of one fault as one, which makes them rather too wide."
    }
    return text
  }

  private static func percent(_ confidence: Double) -> String {
    let tenths = Int((confidence * 1000).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
  }
}
