/// How the estimate of a rate settled: its value after growing numbers of trials, in the order of their draw.
public struct Convergence: Sendable {
  private let event: FaultEvent
  private let confidence: Double
  private let ratio: Double
  private let isSequential: Bool
  private var trials = 0
  private var events = 0
  private var next = 1
  private var kept: [ConvergencePoint] = []

  /// - Parameters:
  ///   - isSequential: Gives intervals that hold all at once: those of a confidence sequence.
  ///   - pointsPerDecade: Points between n and 10·n trials.
  public init(
    of event: FaultEvent = .sdc, confidence: Double = 0.95, isSequential: Bool = false,
    pointsPerDecade: Int = 24
  ) {
    precondition(pointsPerDecade > 0, "points")
    self.event = event
    self.confidence = confidence
    self.isSequential = isSequential
    ratio = 1 + 2.3 / Double(pointsPerDecade)
  }

  /// Counts the next trial; the order is that of the campaign.
  public mutating func add(_ outcome: Outcome) {
    var one = OutcomeCounts()
    one.add(outcome)
    trials += 1
    events += event.count(one)
    guard trials == next, let point else { return }
    kept.append(point)
    next = max(trials + 1, Int(Double(trials) * ratio))
  }

  /// Points in order, the last one after all trials.
  public var points: [ConvergencePoint] {
    guard let point, kept.last != point else { return kept }
    return kept + [point]
  }

  private var point: ConvergencePoint? {
    guard trials > 0 else { return nil }
    if isSequential {
      var sequence = ConfidenceSequence(confidence: confidence)
      sequence.add(trials: trials, events: events)
      return ConvergencePoint(trials: trials, estimate: sequence.estimate)
    }
    return RateEstimate(events: events, trials: trials, confidence: confidence).map {
      ConvergencePoint(trials: trials, estimate: $0)
    }
  }
}
