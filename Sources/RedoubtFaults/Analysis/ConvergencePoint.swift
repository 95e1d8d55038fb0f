/// The estimate of a rate after the first trials of a campaign.
public struct ConvergencePoint: Hashable, Codable, Sendable {
  public let trials: Int
  public let estimate: RateEstimate

  public init(trials: Int, estimate: RateEstimate) {
    self.trials = trials
    self.estimate = estimate
  }
}
