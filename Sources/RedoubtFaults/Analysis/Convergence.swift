/// How the estimate of a rate settled: its value after growing numbers of trials, in the order of their draw.
public struct Convergence: Sendable {
  private let event: FaultEvent
  private let confidence: Double
  private let ratio: Double
  private var trials = 0
  private var events = 0
  private var next = 1
  private var kept: [ConvergencePoint] = []

  /// - Parameter pointsPerDecade: Points between n and 10·n trials.
  public init(of event: FaultEvent = .sdc, confidence: Double = 0.95, pointsPerDecade: Int = 24) {
    precondition(pointsPerDecade > 0, "points")
    self.event = event
    self.confidence = confidence
    ratio = 1 + 2.3 / Double(pointsPerDecade)
  }

  public mutating func add(_ outcome: Outcome) {
    trials += 1
    var one = OutcomeCounts()
    one.add(outcome)
    events += event.count(one)
    guard trials == next, let point else { return }
    kept.append(point)
    next = max(next + 1, Int(Double(next) * ratio))
  }

  /// Points in order, the last one after all trials.
  public var points: [ConvergencePoint] {
    guard let point, kept.last != point else { return kept }
    return kept + [point]
  }

  private var point: ConvergencePoint? {
    RateEstimate(events: events, trials: trials, confidence: confidence).map {
      ConvergencePoint(trials: trials, estimate: $0)
    }
  }
}
