/// Outcomes of trials by group, with rates over all sites and over live ones.
public struct CampaignTable: Sendable {
  /// The trials of one group.
  public struct Row: Sendable {
    public let group: Grouping.Group
    /// All trials.
    public let counts: OutcomeCounts
    /// Trials at live sites: those not masked by construction.
    public let liveCounts: OutcomeCounts
    let confidence: Double
    let isExhaustive: Bool

    /// The rate of an event over all sites; nil without trials.
    public func rate(of event: FaultEvent = .sdc) -> RateEstimate? { estimate(event, counts) }

    /// The rate over live sites; nil where none was drawn.
    public func liveRate(of event: FaultEvent = .sdc) -> RateEstimate? { estimate(event, liveCounts) }

    private func estimate(_ event: FaultEvent, _ counts: OutcomeCounts) -> RateEstimate? {
      RateEstimate(
        events: event.count(counts), trials: counts.injections, confidence: confidence,
        isExhaustive: isExhaustive)
    }
  }

  public let grouping: Grouping
  public let design: SamplingDesign
  /// Of each row's interval by itself.
  public let confidence: Double
  private var counts: [Grouping.Group: (all: OutcomeCounts, live: OutcomeCounts)] = [:]

  public init(by grouping: Grouping, design: SamplingDesign, confidence: Double = 0.95) {
    self.grouping = grouping
    self.design = design
    self.confidence = confidence
  }

  public init(
    _ rows: some Sequence<TrialRow>, by grouping: Grouping, design: SamplingDesign, confidence: Double = 0.95
  ) {
    self.init(by: grouping, design: design, confidence: confidence)
    for row in rows { add(row) }
  }

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
          group: group, counts: $0.all, liveCounts: $0.live, confidence: confidence,
          isExhaustive: design == .exhaustive)
      }
    }
  }

  /// Whether the sample was made to compare the groups: stratified by them, or complete.
  public var supportsClaims: Bool {
    switch design {
    case .exhaustive: true
    case .stratified(let strata): strata == grouping
    case .simple: false
    }
  }

  /// One sentence that belongs under the table.
  public var note: String {
    switch (design, supportsClaims) {
    case (.exhaustive, _): "Every trial was made: rates are exact."
    case (_, true):
      "Stratified by \(grouping.words): each group's interval holds by itself with"
        + " \(Self.percent(confidence)), not all at once."
    case (_, false):
      "Descriptive only: the sample was not stratified by \(grouping.words), so the table is no ground for claims"
        + " about single groups."
    }
  }

  private static func percent(_ confidence: Double) -> String {
    let tenths = Int((confidence * 1000).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
  }
}

extension Grouping {
  /// As part of a sentence.
  public var words: String {
    switch self {
    case .layer: "layer"
    case .bit: "bit"
    case .layerAndBit: "layer and bit"
    case .region: "region"
    case .target: "target"
    case .unit: "unit"
    case .label: "class"
    }
  }
}
